/**
 * Documents that a real project wrote: 39 of them in two sets, hardly two of one shape. The titles below were read by a
 * person; what the program makes of the documents is held against them.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import type { Imported } from '../../src/crq/import.ts';
import { envelope, gitcrq } from '../cli/run.ts';
import { fixture } from '../fixture.ts';
import { ROOT } from '../house/sources.ts';
import { needs } from '../needs.ts';
import { imported } from './scene.ts';

const SETS = join(ROOT, '../shared/data/legacy-crqs');

const needsSets = (context: TestContext): void =>
  needs(context, existsSync(SETS), 'the documents of ../shared/data, which are no part of the project');

const TITLES: readonly (readonly [file: string, title: string])[] = [
  ['set1/change_request_launchpad_tool.md', 'Launchpad Tool for Gemini CLI Management'],
  ['set1/change_request_operational_workflow.md', 'Operational Workflow for Gemini CLI Development'],
  ['set1/change_request_qa_mzn.md', 'Progress Update: Narrative Models QA Complete'],
  ['set1/change_request_tmux_task_execution.md', 'Implement `--task` Argument for `tmux_controller create-layout`'],
  ['set1/change_request_unquoted_colon_fix.md', 'Rust Code to Handle Unquoted Colons in Meme Descriptions'],
  ['set1/crq_generic_git_tool.md', 'Generic Git and CRQ Management Tool'],
  ['set1/crq_launchpad_dynamic_stages.md', 'Launchpad Dynamic Stage Loading from File'],
  ['set1/crq_p2p_comms_system.md', 'Virtual P2P Communication and Command System'],
  ['set1/crq_tmux_view_tool.md', 'Tmux View Tool for Session State Capture and Review'],
  ['set1/docs/crqs/002-auto-generate-regex-templates.md', 'Automated Regex Template Generation from Unmatched Lines'],
  ['set1/docs/crqs/CRQ-20250821-001.md', 'Incremental Word Embedding Optimization for MiniZinc Inference'],
  [
    'set1/docs/crqs/CRQ_20250820_HF_Dataset_Integration.md',
    'Integrate `hf-dataset-validator-rust` for Codebase Analysis and Dataset Export',
  ],
  ['set1/docs/crqs/CRQ_20250822_Enhance_File_Filtering.md', 'Enhance File Filtering in Poem Processing'],
  ['set1/docs/crqs/CRQ_20250822_Improve_Sentence_Splitting.md', 'Improve Sentence Splitting Robustness'],
  ['set1/docs/crqs/CRQ_20250822_Refine_Word_Tokenization.md', 'Refine Word Tokenization and Filtering'],
  ['set1/docs/crqs/asciicast_processor_build_fix_crq_20250823.md', 'Asciicast Processor Build Fix and Execution'],
  [
    'set1/docs/crqs/raw_match_counter_crq_20250824.md',
    'Raw Match Counter and Processing Consistency Feature in `asciicast_processor`',
  ],
  [
    'set1/docs/crqs/rust_broadcast_functions.md',
    'Implement Rust-Native Broadcast Functions for Multi-Platform Live Streaming',
  ],
  ['set2/CRQ-005-readme-md-updates.md', 'README.md Updates'],
  ['set2/CRQ-007-comprehensive-project-testing.md', 'Comprehensive Project Testing'],
  ['set2/CRQ-008-the-crq-of-crqs.md', 'The CRQ of CRQs'],
  ['set2/CRQ-009-git-project-reader-library-and-integration.md', 'Git Project Reader Library and Integration'],
  ['set2/CRQ-010-sop-documentation-and-cargo-lock-update.md', 'SOP Documentation and Cargo.lock Update'],
  ['set2/CRQ-015-integrate-naersk-into-lattice-system.md', 'Integrate `naersk` into Lattice System'],
  [
    'set2/CRQ-017-submodule-lattice-integration-crqs-and-task-files.md',
    'Submodule Lattice Integration CRQs and Task Files',
  ],
  ['set2/CRQ-018-the-branch-as-a-holistic-development-unit.md', 'The Branch as a Holistic Development Unit'],
  ['set2/CRQ-020-braindump-update-and-crq-status-reflection.md', 'Braindump Update and CRQ Status Reflection'],
  [
    'set2/CRQ-027-Open_Source_Language_and_Compiler_Classification_The_1k_Repo_Grounding.md',
    'Open-Source Language and Compiler Classification: The 1k Repo Grounding',
  ],
  [
    'set2/CRQ-046-agent-rate-limit-management-and-interaction-receipts.md',
    'Agent Rate Limit Management and Interaction Receipts',
  ],
  [
    'set2/CRQ-056-implement-web-spider-and-corpus-builder-for-project-analysis.md',
    'Implement Web Spider and Corpus Builder for Project Analysis',
  ],
  ['set2/CRQ-29-conceptual-rust-lattice-types.md', 'Conceptual Rust Implementation: The Lattice of Types'],
  ['set2/CRQ-32-crq-002-automate-sops-to-rust.md', 'Automate SOP Steps into Rust Programs using Git Submodules'],
  ['set2/CRQ-35-crq-004-formalize-interaction-procedure.md', 'Formalize and Optimize Interaction Procedure'],
  [
    'set2/CRQ-37-crq-006-process-unification-kether-review.md',
    'Process Unification and Core Principle Alignment (Kether Review)',
  ],
  ['set2/CRQ-38-crq-007-gitmodules-recon.md', 'Git Submodules Reconciliation and Health Check'],
  [
    'set2/CRQ-43-crq-010-dynamic-information-flow.md',
    'Dynamic Information Flow and Influence Modeling (Inspired by Navier-Stokes & Multivector Concepts)',
  ],
  [
    'set2/CRQ-44-crq-011-bott-periodicity.md',
    'Project Periodicity Analysis and Optimization (Inspired by Bott Periodicity)',
  ],
  [
    'set2/CRQ-46-crq-document-index.md',
    "CRQ Document Index: A Guide to the Lattice Idea Framework's Conceptual Development",
  ],
  [
    'set2/CRQ-49-lattice-code-generation-and-mapping.md',
    'Lattice Code Generation and Mapping: Addressing and Organizing Knowledge',
  ],
];

/** What each names, by file: read by a person, too. */
const RELATIONS: Readonly<Record<string, readonly string[]>> = {
  'set1/crq_generic_git_tool.md': ['set1/crq_p2p_comms_system.md', 'set1/crq_launchpad_dynamic_stages.md'],
  'set1/crq_launchpad_dynamic_stages.md': ['set1/crq_p2p_comms_system.md', 'set1/crq_generic_git_tool.md'],
  'set1/crq_p2p_comms_system.md': ['set1/crq_generic_git_tool.md', 'set1/crq_launchpad_dynamic_stages.md'],
  'set1/crq_tmux_view_tool.md': ['set1/crq_p2p_comms_system.md', 'set1/crq_generic_git_tool.md'],
  'set2/CRQ-017-submodule-lattice-integration-crqs-and-task-files.md': [
    'set2/CRQ-015-integrate-naersk-into-lattice-system.md',
  ],
  'set2/CRQ-020-braindump-update-and-crq-status-reflection.md': [
    'set2/CRQ-009-git-project-reader-library-and-integration.md',
  ],
  'set2/CRQ-46-crq-document-index.md': [
    'set2/CRQ-49-lattice-code-generation-and-mapping.md',
    'set2/CRQ-29-conceptual-rust-lattice-types.md',
    'set2/CRQ-027-Open_Source_Language_and_Compiler_Classification_The_1k_Repo_Grounding.md',
  ],
};

const fileOf = (source: string): string => source.slice(source.indexOf('legacy-crqs/') + 'legacy-crqs/'.length);

test('39 of 39 are read, with the titles a person gives them, in a dry run', (context) => {
  needsSets(context);
  const at = fixture();
  const refs = at.git(['for-each-ref']);
  const ended = gitcrq(at, ['crq', 'import', SETS, '--dry-run', '--json']);
  const { read, failed, mapping } = envelope(ended).data as Imported; // its own answer
  expect(failed).toEqual([]);
  expect(read.map(({ source, title }) => [fileOf(source), title])).toEqual(TITLES);
  const byId = new Map(read.map(({ id, source }) => [id, fileOf(source)]));
  const related = read.filter(({ relations }) => relations.length > 0);
  expect(
    Object.fromEntries(related.map(({ source, relations }) => [fileOf(source), relations.map((id) => byId.get(id))])),
  ).toEqual(RELATIONS);
  expect(mapping.map(({ from, to }) => `${from} ${to}`)).toEqual(
    expect.arrayContaining(['CRQ-015 CRQ-15', 'crq-010 CRQ-43', 'CRQ-20250821-001 CRQ-66', 'CRQ-20250820-002 CRQ-67']),
  );
  const twin = mapping.find(({ from }) => from === 'CRQ-046');
  expect(twin).toMatchObject({ to: 'CRQ-74', reason: expect.stringContaining('keeps it as CRQ-46') });
  expect(read.find(({ id }) => id === 'CRQ-46')?.source).toContain('document-index');
  expect(at.git(['for-each-ref'])).toBe(refs);
});

test('their texts stay byte for byte', async (context) => {
  needsSets(context);
  const at = fixture({ remote: false });
  const { read, branch } = await imported(at, [SETS]);
  expect(read).toHaveLength(39);
  for (const { source, id } of read) {
    const original = readFileSync(join(SETS, fileOf(source)));
    const record = execFileSync('git', ['cat-file', 'blob', `${branch}:crqs/${id}.md`], { cwd: at.clone, env: at.env });
    // One of them has front matter of another tool; what is below that is its text.
    const text = original.subarray(original.indexOf('---') === 0 ? original.indexOf('---\n', 4) + 4 : 0);
    expect(record.subarray(record.indexOf('\n---\n') + 5).equals(text), source).toBe(true);
  }
  const states = read.filter(({ status }) => status !== 'open').map(({ source, status }) => [fileOf(source), status]);
  expect(states).toEqual([
    ['set1/docs/crqs/002-auto-generate-regex-templates.md', 'draft'],
    ['set1/docs/crqs/CRQ_20250820_HF_Dataset_Integration.md', 'draft'],
  ]);
});
