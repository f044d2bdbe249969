/** The team's rules as values: what `gitcrq.yaml` says after defaults are filled in. */
import type { Exemption } from './exemption.ts';
import { matches } from './glob.ts';
import { DEFAULT_WORKFLOW, type Workflow } from './lifecycle.ts';
import type { CredentialSource, ToolEntry } from './tool.ts';
import type { TrustEntry } from './trust.ts';

export type Level = 'error' | 'warning' | 'off';

export const NEEDS = [
  'status',
  'linkage',
  'branch-name',
  'no-fixups',
  'dependencies',
  'policy-approval',
  'approvals',
  'owners',
  'lease-free',
  'age',
  'window',
  'freeze',
  'test',
] as const;
export type Need = (typeof NEEDS)[number];

/** What a landing makes of a branch. */
export const STRATEGIES = ['merge', 'squash', 'rebase', 'ff'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface Requirement {
  readonly name: string;
  readonly needs: Need;
  /** Applies only if the request's type is listed, and only if a changed path matches. */
  readonly applies_if?: { readonly types?: readonly string[]; readonly paths?: readonly string[] };
  /** Of `needs: age`: a span of time as `2h`. */
  readonly min?: string;
  /** May somebody with the right `override` land against it? */
  readonly override?: boolean;
}

/** Needs that may be marked so. What the gate judges and what a landing is made of are no matter of opinion. */
export const OVERRIDABLE: readonly Need[] = [
  'no-fixups',
  'dependencies',
  'approvals',
  'owners',
  'lease-free',
  'age',
  'window',
  'freeze',
];

/** A time in which nothing lands but emergencies. */
export interface Freeze {
  /** RFC 3339. */
  readonly from: string;
  readonly to: string;
  readonly reason: string;
  /** Names or globs of targets; without them, all. */
  readonly branches?: readonly string[];
}

/** Whose approval a change of these paths needs. */
export interface Ownership {
  /** Globs. */
  readonly paths: readonly string[];
  /** Names of the trust list, or addresses. */
  readonly approvals_of: readonly string[];
  /** How many of them; one if it is left out. */
  readonly count?: number;
}

export interface Standard {
  readonly template: string;
  /** Globs. */
  readonly paths: readonly string[];
}

export interface Policy {
  readonly version: 1;
  /** First day (YYYY-MM-DD, UTC) on which branches forked before the adoption are judged; null: they never are. */
  readonly adopt: { readonly grace_until: string | null };
  readonly crq: {
    readonly prefixes: readonly string[];
    readonly directory: string;
    readonly born: 'auto' | 'branch' | 'base';
    readonly workflow: Workflow;
    /** Name of a template → its file on the base. */
    readonly templates: Readonly<Record<string, string>>;
    /** Changes approved beforehand: made from this template, within these paths. */
    readonly standard: readonly Standard[];
  };
  readonly branches: {
    readonly base: readonly string[];
    readonly protected: readonly string[];
    readonly pattern: string;
    readonly types: readonly string[];
    readonly exempt: readonly string[];
    readonly max_length: number;
  };
  readonly commits: {
    readonly link: 'add' | 'require' | 'off';
    readonly exempt: readonly Exemption[];
    readonly one_of_branch: boolean;
  };
  readonly rules: Readonly<Record<string, Level>>;
  readonly merge: {
    /** Which state lets a branch land: `approved` is beside the closed one, not in its place. */
    readonly when: 'closed' | 'approved';
    readonly strategy: Strategy;
    readonly requirements: readonly Requirement[];
    readonly test: string | null;
    readonly test_timeout_s: number;
    /** How many tests run side by side. */
    readonly window: number;
    /** How often a test that failed is run again before the failure counts. */
    readonly retests: number;
    readonly delete_branch: boolean;
    /** How many people have to approve what lands. */
    readonly approvals: number;
    readonly owners: readonly Ownership[];
    readonly freeze: readonly Freeze[];
  };
  /** The folder of mailboxes, absolute or in the common git directory; null: gitcrq/comms there. */
  readonly comms: { readonly dir: string | null };
  /** The remote that leases are kept on; null: that of the base. */
  readonly coord: { readonly remote: string | null };
  /** Spans of time as `300s`. */
  readonly lease: { readonly ttl: string; readonly margin: string };
  /** Whose signatures count, and for what. */
  readonly trust: readonly TrustEntry[];
  /** Profiles of the team's own, and changes of the built-in ones. */
  readonly tools: Readonly<Record<string, ToolEntry>>;
  /** Where the credentials are that `gitcrq run --credential` hands over. */
  readonly credentials: Readonly<Record<string, CredentialSource>>;
}

export const DEFAULT_POLICY: Policy = {
  version: 1,
  adopt: { grace_until: null },
  crq: { prefixes: ['CRQ'], directory: 'crqs', born: 'auto', workflow: DEFAULT_WORKFLOW, templates: {}, standard: [] },
  branches: {
    base: ['main'],
    protected: ['main'],
    pattern: '<type>/<ID>-<slug>',
    types: ['feature', 'bugfix', 'hotfix', 'docs', 'chore', 'refactor', 'test'],
    exempt: ['gitcrq/*', 'coordination'],
    max_length: 100,
  },
  commits: { link: 'add', exempt: [], one_of_branch: false },
  rules: {},
  merge: {
    when: 'closed',
    strategy: 'merge',
    requirements: [
      { name: 'closed', needs: 'status' },
      { name: 'linked', needs: 'linkage' },
      { name: 'named', needs: 'branch-name' },
      { name: 'tidy', needs: 'no-fixups' },
      { name: 'dependencies', needs: 'dependencies' },
      { name: 'tested', needs: 'test' },
    ],
    test: null,
    test_timeout_s: 3600,
    window: 1,
    retests: 0,
    delete_branch: true,
    approvals: 0,
    owners: [],
    freeze: [],
  },
  comms: { dir: null },
  coord: { remote: null },
  lease: { ttl: '300s', margin: '15s' },
  trust: [],
  tools: {},
  credentials: {},
};

export const isBase = (policy: Policy, branch: string): boolean =>
  policy.branches.base.some((glob) => matches(glob, branch));
export const isProtected = (policy: Policy, branch: string): boolean =>
  policy.branches.protected.some((glob) => matches(glob, branch));
export const isExemptBranch = (policy: Policy, branch: string): boolean =>
  policy.branches.exempt.some((glob) => matches(glob, branch));

/** Where new requests are written: `auto` is the branch if the base is protected. */
export const bornOnBranch = (policy: Policy, base: string): boolean =>
  policy.crq.born === 'branch' || (policy.crq.born === 'auto' && isProtected(policy, base));
