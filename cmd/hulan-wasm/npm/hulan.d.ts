// SPDX-License-Identifier: Apache-2.0

/** Where something stands. */
export interface Span {
  /** First UTF-16 code unit, as in `text.slice(start, end)`. */
  start: number;
  /** The code unit after the last. */
  end: number;
  /** The same in bytes of the text's UTF-8. */
  startByte: number;
  endByte: number;
}

export type Likelihood = "VERY_UNLIKELY" | "UNLIKELY" | "POSSIBLE" | "LIKELY" | "VERY_LIKELY";

/** How bad a disclosure is, from none to critical. */
export type Level = "S0" | "S1" | "S2" | "S3" | "S4";

export interface FindingBase {
  /** For example "PHONE_NUMBER"; `Hulan.types` has all. */
  type: string;
  /** Finer than type, for example "cn_mobile"; may be empty. */
  kind: string;
  /** How sure the engine is, 0 to 1. Not how bad the disclosure is. */
  score: number;
  likelihood: Likelihood;
  /** What spoke for the finding: "shape", "checksum", "cue" … */
  evidence: string[];
  /** The recogniser. */
  rule: string;
}

/** One piece of personal information in a text. It never holds the value. */
export interface Finding extends FindingBase, Span {
  /** The context word that counted, if it stands in the text. */
  cue: Span | null;
}

export interface Reason {
  /** Stable, for example "who_contact". */
  code: string;
  level: Level;
  zh: string;
  en: string;
  /** The article or rule behind it. */
  anchor: string;
  /** Indexes into `Assessment.findings`; empty where the whole text is meant. */
  findings: number[];
}

/** The grade of a disclosure: an indicator, not a legal finding. */
export interface Assessment {
  level: Level;
  /** Highest level first. */
  reasons: Reason[];
  /** How many people other than the author are concerned. */
  persons: number;
  /** Everything found is the author's own information. */
  own: boolean;
  /** Distinct values by the law's name of their kind. */
  counts: Record<string, number>;
  /** The proportional sum against the line of the criminal law (5000). */
  units: number;
  serious: boolean;
  especiallySerious: boolean;
  note: string;
  findings: Finding[];
}

export interface TextOptions {
  /** Name of the field, column or key that the text is the value of. */
  field?: string;
}

export interface AssessOptions extends TextOptions {
  /** When ages count; now unless given. null leaves ages out. */
  now?: Date | number | null;
  /** What is known of the author: name, handle, phone, e-mail. */
  author?: string | string[];
  /** An organisation publishes the text about itself. */
  organisation?: boolean;
  /** The author got the data in duty or in providing a service. */
  insider?: boolean;
  /** The data are proven to come from the operator's own database. */
  ownDatabase?: boolean;
  /** How many people are concerned, where more is known than the text shows. */
  persons?: number;
}

/** The names are those of `hulan redact --policy`. */
export type OperatorKind =
  | "mask" | "hide" | "replace" | "placeholder" | "remove" | "hash" | "hash-sm3"
  | "pseudonym" | "surrogate" | "date-shift" | "generalise" | "keep";

export interface Operator {
  kind?: OperatorKind;
  /** What a mask writes for a hidden character; "*" unless given. */
  maskChar?: string;
  /** How many characters a mask shows at the start and the end; -1: as is customary for the type. */
  keepStart?: number;
  keepEnd?: number;
  /** The text of "replace". */
  new?: string;
  /** The greatest number of days of "date-shift". */
  days?: number;
  /** How many years "generalise" puts together. */
  years?: number;
}

/** One operator for everything, or one for each type. */
export type Policy =
  | OperatorKind
  | (Operator & { kind: OperatorKind })
  | {
      default?: OperatorKind | Operator;
      types?: Record<string, OperatorKind | Operator>;
      /** Secret of at least 16 bytes for hash, pseudonym, surrogate and date-shift. */
      key?: string | Uint8Array;
    };

export interface Redacted {
  text: string;
  /** What was found, with offsets in the text before. */
  findings: Finding[];
}

export interface FileOptions {
  /** Its extension hints at the format. */
  name?: string;
  /** Forces a format: "text", "markdown", "html", "xml", "json", "jsonl", "csv", "tsv", "yaml", "log" or "code". */
  format?: string;
  /** Forces an encoding: "utf-8", "gb18030", "big5", "shift_jis" … */
  encoding?: string;
}

export interface FileFinding extends FindingBase {
  level: Level;
  /** The value as it may be shown. */
  masked: string;
  field: string;
  /** From 1; columns count code points. */
  line: number;
  column: number;
  /** The way through the file's structure, as "$.threads[3].body". */
  path: string;
  /** Bytes of the file decoded to UTF-8, without byte order mark. */
  startByte: number;
  endByte: number;
}

export interface FileFindings {
  findings: FileFinding[];
  level: Level;
  format: string;
  encoding: string;
  /** What was not read, or not as its format promises. */
  problems: { cause: string; message: string; hole: boolean }[];
  /** Everything that should have been read was. */
  complete: boolean;
}

export interface RedactedFile {
  bytes: Uint8Array;
  replaced: number;
  byType: Record<string, number>;
  format: string;
  encoding: string;
}

export type Chunks =
  | string
  | Uint8Array
  | Iterable<string | Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | ReadableStream<string>
  | ReadableStream<Uint8Array>;

export interface EngineOptions {
  /** "all" (unless given), "cn-pipl", "eu-gdpr", "us" or "core". */
  preset?: string;
  /** Keeps only these types; empty keeps all. */
  types?: string[];
  /** Drops findings below; 0 means 0.5, a negative number keeps everything. */
  minScore?: number;
  /** What happens to findings that share characters. */
  overlaps?: "best" | "all";
  /** false leaves the models of names out also where they were loaded. */
  model?: boolean;
}

interface Made {
  /** The engine asks the models of names. */
  readonly usesModel: boolean;
}

/** An engine on this thread. */
export interface Engine extends Made {
  find(text: string, options?: TextOptions): Finding[];
  assess(text: string, options?: AssessOptions): Assessment;
  redact(text: string, policy?: Policy, options?: TextOptions): Redacted;
  /** Build "documents" only. */
  findFile(bytes: Uint8Array | ArrayBuffer, file?: FileOptions): FileFindings;
  /** Build "documents" only. Throws rather than give a copy that may lack something. */
  redactFile(bytes: Uint8Array | ArrayBuffer, policy?: Policy, file?: FileOptions): RedactedFile;
  /** Throws the signal's reason when it is aborted. */
  findStream(chunks: Chunks, options?: { signal?: AbortSignal }): AsyncGenerator<Finding, void, void>;
  close(): void;
}

/** An engine in a worker. */
export interface RemoteEngine extends Made {
  find(text: string, options?: TextOptions): Promise<Finding[]>;
  assess(text: string, options?: AssessOptions): Promise<Assessment>;
  redact(text: string, policy?: Policy, options?: TextOptions): Promise<Redacted>;
  findFile(bytes: Uint8Array | ArrayBuffer, file?: FileOptions): Promise<FileFindings>;
  redactFile(bytes: Uint8Array | ArrayBuffer, policy?: Policy, file?: FileOptions): Promise<RedactedFile>;
  findStream(chunks: Chunks, options?: { signal?: AbortSignal }): AsyncGenerator<Finding, void, void>;
  close(): Promise<void>;
}

export interface TypeInfo {
  type: string;
  en: string;
  zh: string;
  /** Sensitive personal information by the strictest of the standards. */
  sensitive: boolean;
  /** Found only with the word lists. */
  words: boolean;
  /** Is looked for, with what was loaded. */
  available: boolean;
}

export interface ModelOptions {
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

interface Loaded {
  readonly version: string;
  readonly types: readonly TypeInfo[];
  readonly presets: readonly string[];
  readonly build: "core" | "documents";
  readonly hasWords: boolean;
  /** The models of names were loaded. */
  readonly hasModel: boolean;
  /**
   * Loads the trained models of names, of `sizes.model` bytes. Engines that are
   * made from then on ask them; those made before go on without.
   */
  loadModel(options?: ModelOptions): Promise<void>;
}

/** How many bytes each download has before a server compresses it. */
export const sizes: Readonly<{ core: number; documents: number; words: number; model: number }>;

/** The engine's program on this thread. */
export interface Hulan extends Loaded {
  create(options?: EngineOptions): Engine;
  close(): void;
}

/** The engine's program in a worker. */
export interface RemoteHulan extends Loaded {
  create(options?: EngineOptions): Promise<RemoteEngine>;
  /** Stops the worker. Calls under way are rejected. */
  close(): void;
}

export interface Progress {
  part: "engine" | "words" | "model";
  /** Bytes that have come, decompressed. */
  loaded: number;
  /** Unknown for word lists of another place if the server compresses. */
  total?: number;
}

export interface LoadOptions {
  /** "core" (unless given) reads texts, "documents" files as well. */
  build?: "core" | "documents";
  /** false leaves the word lists out: no names, addresses and special categories. A URL names another place. */
  words?: boolean | string | URL;
  /** true loads the models of names as well, see `loadModel`. */
  model?: boolean;
  /** Where hulan.wasm and hulan-words.txt lie, if not beside hulan.mjs; a folder ends in "/". */
  base?: string | URL;
  signal?: AbortSignal;
  onProgress?: (progress: Progress) => void;
}

/** Loads the engine into this thread. */
export function load(options?: LoadOptions): Promise<Hulan>;
/** Loads the engine into a worker of its own. */
export function spawn(options?: LoadOptions): Promise<RemoteHulan>;

export class HulanError extends Error {
  /**
   * - unsupported: no WebAssembly, or no workers
   * - options: an option, type, preset or policy is wrong; the message says which
   * - fetch, compile: a file of the package could not be had, or not compiled
   * - words, model: the word lists, the models could not be used
   * - build: the build "documents" is needed
   * - file: a file could not be read with certainty
   * - closed: the engine or stream was closed
   * - exited, internal: the program ended, or met a fault of its own
   */
  readonly code: "unsupported" | "options" | "fetch" | "compile" | "words" | "model" | "build" | "file" | "closed" | "exited" | "internal";
}
