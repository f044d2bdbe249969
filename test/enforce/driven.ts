/** A merge that stock git cannot do, made by the merge driver in a clone that has forgotten it since. */
import { attributeLine, driverCommand } from '../../src/enforce/hooks/driver.ts';
import { BIN } from '../cli/run.ts';
import { crqText, type Fixture } from '../fixture.ts';
import { change } from './scene.ts';

/** In a scene: CRQ-3 gets another label on main, which is pushed, and on the branch. */
export function drivenMerge(fx: Fixture): void {
  const label = (name: string, message: string): void => {
    change(fx, 'crqs/CRQ-3.md', crqText('CRQ-3').replace('labels: []', `labels: [${name}]`), message);
  };
  label('branch', 'Label it\n\nCRQ: CRQ-2');
  fx.git(['switch', '--quiet', 'main']);
  label('main', 'Label it\n\nCRQ: CRQ-3');
  fx.git(['push', '--quiet', '--no-verify', 'origin', 'main']);
  fx.git(['switch', '--quiet', 'feature/CRQ-2-work']);
  fx.git(['config', 'merge.gitcrq.driver', driverCommand({ node: process.execPath, bin: BIN })]);
  fx.write('.git/info/attributes', `${attributeLine('crqs')}\n`);
  fx.git(['merge', '--quiet', '--no-edit', '--no-verify', 'main']);
  // Whoever judges it may have neither.
  fx.git(['config', '--remove-section', 'merge.gitcrq']);
  fx.write('.git/info/attributes', '');
}
