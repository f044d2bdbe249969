/** Says at the end of a run how many cases of enforcement it tried: the number that the table in cases.ts is held to. */
import type { Reporter, TestModule } from 'vitest/node';

const HOLDS_CASES = /\/test\/(?:conformance\/(?!cases)|full\/conformance-)[^/]*\.test\.ts$/;

export default class implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const cases = modules
      .filter(({ moduleId }) => HOLDS_CASES.test(moduleId))
      .flatMap(({ children }) => [...children.allTests()]);
    const failed = cases.filter((one) => one.result().state !== 'passed').length;
    if (cases.length > 0)
      console.log(`conformance: ${cases.length} cases${failed > 0 ? `, ${failed} of them not proved` : ''}`);
  }
}
