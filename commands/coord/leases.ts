/** gitcrq coord leases: who holds what. */
import { leases } from '../../src/app/lease-look.ts';
import { type Answer, GitcrqCommand, type Parsed, type Wired } from '../../src/surface/command.ts';
import { leaseListText, listNotes } from '../../src/surface/lease-text.ts';

export default class CoordLeases extends GitcrqCommand<typeof CoordLeases> {
  static override summary = 'List who holds what, what has expired, and what holds nothing, with the reason.';
  static override examples = ['<%= config.bin %> coord leases', '<%= config.bin %> coord leases --json'];

  protected async act(_: Parsed<typeof CoordLeases>, ports: Wired): Promise<Answer> {
    const list = await leases(ports);
    return { value: list, text: (paint) => leaseListText(list.leases, paint), notes: listNotes(list) };
  }
}
