/**
 * What the analysis says about source text, as plain immutable data: the only thing rules and features read.
 * Positions are UTF-16 offsets into the file's text; paths are absolute with `/`.
 */
import type { FunctionExport } from "./export-summary.ts";
import type { ExpressionPlace } from "../inngest/cel/language.ts";
import type { Shape } from "./shape.ts";
import type { RouteModel } from "./route-methods.ts";
import type { FailureRead, IncompleteWait, Invocation, Iteration, MisreadOutput, Mutation, RelativeSleep, UncheckedResult, WrongFunction } from "./step-facts.ts";

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface Location {
  readonly path: string;
  readonly span: Span;
}

/** Major version of the `inngest` package that a file resolves; undefined where none is found. */
/** 2 stands for all before v3, whose calls are others. */
export type SdkMajor = 2 | 3 | 4;

/** `step.<tool>`, with namespaces spelled as written: `ai.wrap`, `realtime.publish`. */
export type StepTool =
  | "run" | "sendEvent" | "sleep" | "sleepUntil" | "waitForEvent" | "waitForSignal" | "sendSignal"
  | "invoke" | "fetch" | "ai.wrap" | "ai.infer" | "realtime.publish";

/** A string as far as it can be known without running the code. */
export type StaticString =
  | { readonly kind: "known"; readonly value: string }
  /** A template or concatenation: literal pieces around unknown ones, e.g. `["send-", undefined]`. */
  | { readonly kind: "partial"; readonly parts: readonly (string | undefined)[] }
  | { readonly kind: "unknown" };

/** First argument of a step call; `unstable` is the part of it that is new each time the handler runs, like `Date.now()`. */
export type StepIdArgument =
  /** `"id"` or `{ id: "id", name }`; `span` covers the id expression itself. An id made at run time is surely equal to others with the same `sameAs`. */
  | { readonly kind: "id"; readonly id: StaticString; readonly span: Span; readonly location?: Location; readonly unstable?: Span; readonly sameAs?: string }
  /** Surely not an id: an event payload, an array, a function, nothing at all, options without `id`, how long to sleep. */
  | { readonly kind: "missing"; readonly found: "payload" | "duration" | "array" | "function" | "options" | "nothing" | "other"; readonly span: Span }
  /** Cannot be told: a variable of unknown content, a spread. */
  | { readonly kind: "unknown"; readonly span: Span; readonly unstable?: Span };

/** What becomes of a step call's promise. */
export type Settlement =
  /** Awaited, returned, collected, chained, passed on: or not known to be lost. */
  | "used"
  /** Surely dropped: an expression statement, `void`, a variable never read, an array never awaited. */
  | "floating";

/** A call of one of Inngest's step tools, in source. */
export interface StepCall {
  readonly path: string;
  readonly tool: StepTool;
  readonly id: StepIdArgument;
  /** The whole call expression. */
  readonly span: Span;
  /** From the receiver to the tool's name: `step.sendEvent`. */
  readonly calleeSpan: Span;
  /** Name of the receiver as written, `step` or `tools.step`; empty for a destructured tool. */
  readonly receiver: string;
  readonly settlement: Settlement;
  /** Where `await ` would go to settle the promise, if inserting it there compiles. */
  readonly awaitAt?: number;
  /** Arguments list, in source order. */
  readonly argumentSpans: readonly Span[];
  /** Payloads of `sendEvent`; undefined for other tools. */
  readonly payload?: PayloadArgument;
  /** Event name awaited by `waitForEvent`. */
  readonly waitsFor?: EventReference;
  /** What `invoke` is told to invoke. */
  readonly invokes?: ValueLiteral;
  /** For `invoke`, where both can be told: which function, and with what. */
  readonly invocation?: Invocation;
  /** `if` and `match` of `waitForEvent`. */
  readonly expressions?: readonly ExpressionModel[];
  /** How long `sleep` sleeps; the `timeout` of waits and of `invoke`. */
  readonly duration?: ValueLiteral;
  /** The `forEach` or `map` in whose callback it stands, where nothing waits for what the callback returns. */
  readonly lostIn?: Iteration;
  /** Step call whose callback this call stands in, if any. */
  readonly insideStep?: Location;
  /** A read of a wait's result that throws when the wait times out. */
  readonly unchecked?: UncheckedResult;
  /** For `waitForEvent`: what its options lack. */
  readonly incomplete?: IncompleteWait;
  /** For `run`: what stands in the place of a function. */
  readonly wrongFunction?: WrongFunction;
  /** For `sleepUntil`: the date, where it is a text or a number. */
  readonly until?: ValueLiteral;
  /** For `sleepUntil`: the present and a length of time, in place of a date. */
  readonly sleepsFor?: RelativeSleep;
  /** Variables around its callback that the callback changes, and that are read outside. */
  readonly mutates?: readonly Mutation[];
  /** Uses of its result as something that JSON does not keep. */
  readonly misread?: readonly MisreadOutput[];
  /** How often it surely runs in one execution of the function it is written in, where that is more than once. */
  readonly times?: number;
}

/** The payload argument of `step.sendEvent`, `inngest.send` or the data of `eventType().create`. */
export interface PayloadArgument {
  readonly span: Span;
  /** One literal event, a literal array of them (or `map` to literals), or something not readable as text. */
  readonly kind: "one" | "many" | "unknown" | "invalid" | "missing";
  /** For `invalid`: what was found where an event object belongs, in a reader's words (`a string`, `a number`). */
  readonly found?: string;
  readonly events: readonly PayloadLiteral[];
  /** How many events are sent at once, as far as they are written out; `events` holds each side of a condition. */
  readonly count: number;
  /** True where events may be sent that are not among `events`. */
  readonly unclear?: true;
  /** For `Array.from({ length: 6000 }, …)`: how many events there surely are. */
  readonly atLeast?: number;
  /** Elements of a literal array that are surely no event objects. */
  readonly invalid: readonly { readonly span: Span; readonly found: string }[];
}

/** One event object written in source. */
export interface PayloadLiteral {
  readonly span: Span;
  /** True when a spread or a computed key may hide keys. */
  readonly open: boolean;
  readonly name: EventReference | undefined;
  /** The names that a condition decides between, where all are known; `name` is then not known. */
  readonly either?: readonly EventReference[];
  readonly properties: readonly PropertyLiteral[];
  /** True when a type assertion (`as any`, `as never`) keeps TypeScript from checking it. */
  readonly asserted: boolean;
  /** True for what a callback returns, `users.map((user) => ({ … }))`: one literal, any number of events. */
  readonly returned?: boolean;
}

/** A value written in source, as far as it is known. */
export type ValueLiteral =
  | { readonly kind: "string"; readonly span: Span; readonly value: string | undefined }
  /** `milliseconds` is what a conversion to seconds is made from: `Date.now()` in `Math.floor(Date.now() / 1000)`. */
  | { readonly kind: "number"; readonly span: Span; readonly value: number | undefined; readonly milliseconds?: Span }
  | { readonly kind: "boolean"; readonly span: Span; readonly value: boolean | undefined }
  | { readonly kind: "null" | "undefined" | "function" | "bigint" | "regexp"; readonly span: Span }
  /** `new Date()`, `new Map()`, …: name of a global class. */
  | { readonly kind: "instance"; readonly span: Span; readonly className: string }
  | { readonly kind: "object"; readonly span: Span; readonly open: boolean; readonly properties: readonly PropertyLiteral[] }
  /** `each` is what any element of an array of unknown length is, told by its type. */
  | { readonly kind: "array"; readonly span: Span; readonly open: boolean; readonly elements: readonly ValueLiteral[]; readonly each?: ValueLiteral }
  /** One of several, told by its type. */
  | { readonly kind: "union"; readonly span: Span; readonly members: readonly ValueLiteral[] }
  | { readonly kind: "unknown"; readonly span: Span };

export interface PropertyLiteral {
  readonly key: string;
  readonly keySpan: Span;
  /** The whole property, without its comma. */
  readonly span: Span;
  readonly value: ValueLiteral;
  /** True when the value stands under a type assertion (`as any`), which keeps TypeScript from checking it. */
  readonly asserted?: boolean;
}

/** A mention of an event by name. */
export interface EventReference {
  readonly name: StaticString;
  readonly span: Span;
  /** Where the name is declared, when it comes from a constant or an `eventType`. */
  readonly declaredAt?: Location;
}

/** An expression of Inngest's language in a string of the source, or the path that `match` takes. */
export interface ExpressionModel {
  readonly kind: "expression" | "match";
  readonly place: ExpressionPlace;
  /** The option as users know it: `if`, `match`, `concurrency.key`. */
  readonly option: string;
  readonly path: string;
  /** The literal with its quotes; where it stands in another file, its mention. */
  readonly span: Span;
  /** As Inngest gets it; what is not known before it runs stands in it as a name that occurs nowhere else. */
  readonly text: string;
  /** The parts of the text, in order and without gaps, with their places. */
  readonly pieces: readonly TextPiece[];
  /** What `event` is, where the option says it: the trigger's own. */
  readonly event?: EventReference;
  /** What `async` is. */
  readonly async?: EventReference;
  /** For `if`: the `match` beside it, which wins. */
  readonly besideMatch?: Span;
}

/** A part of a text. `written` is in the source as it is; `constant` is told otherwise there; `unknown` is filled in when it runs. */
export interface TextPiece {
  readonly kind: "written" | "constant" | "unknown";
  /** Offset in the text. */
  readonly at: number;
  readonly length: number;
  readonly span: Span;
  /** For `unknown`: surely text, or the keys of what it takes from the run's event, `["data", "userId"]`. */
  readonly brings?: "text" | readonly string[];
}

/** An `inngest.createFunction(…)` call, or the call of a function of one's own that makes one: all places are at that call. */
export interface FunctionModel {
  readonly path: string;
  readonly id: StaticString;
  readonly idSpan: Span;
  readonly span: Span;
  /** The variable that holds it. */
  readonly name?: string;
  /** Names under which its file exports it. */
  readonly exportedAs?: readonly string[];
  /** The `new Inngest` on which it is created, where that can be found. */
  readonly client?: Location;
  /** True when it is created once, as its module is loaded: in no function, branch or loop. */
  readonly once: boolean;
  /** Where a lens above the function goes: its `createFunction` call. */
  readonly calleeSpan: Span;
  /** The `createFunction` call inside of what is called here in its place. */
  readonly wrapped?: Location;
  readonly sdk: SdkMajor | undefined;
  readonly argumentSpans: readonly Span[];
  /** The version whose form the call surely has: v3 `(options, trigger, handler)`, v4 `(options, handler)`. */
  readonly callShape?: 3 | 4;
  /** The options, as far as they are written out. */
  readonly options?: ValueLiteral;
  readonly triggers: readonly Trigger[];
  /** Events that cancel its runs, `cancelOn: [{ event }]`. */
  readonly cancelOn?: readonly EventReference[];
  /** Expressions in its triggers and options. */
  readonly expressions?: readonly ExpressionModel[];
  /** The steps of one execution, in source order, helpers' steps included at their calls. */
  readonly steps: readonly StepOccurrence[];
  /** The same for its `onFailure` handler, which runs as a function of its own. */
  readonly failureSteps: readonly StepOccurrence[];
  /** What `onFailure` reads of its event, which is not the one that started the function. */
  readonly failureReads?: readonly FailureRead[];
  /** The handler's span, when it can be found; it may lie in another file. */
  readonly handler?: Location;
  /** Sends by its own client that its handlers surely execute outside of every step. */
  readonly handlerSends: readonly HandlerSend[];
  /** What its handler and its expressions read of its event's data; undefined where the handler is not in sight. */
  readonly dataReads?: DataReads;
  /** Conditions that decide on steps by the clock or by chance. */
  readonly unsteady?: readonly UnsteadyDecision[];
  /** Requests that its handlers make outside of every step, with a step to follow. */
  readonly sideEffects?: readonly SideEffect[];
  /** Handlers of errors that hide the failure of a step. */
  readonly swallowed?: readonly SwallowedError[];
}

export interface DataReads {
  /** One for each key. */
  readonly reads: readonly DataRead[];
  /** One for each key of what lies under a key, as far as it is read at once: `event.data.user.email`. */
  readonly inside?: readonly DataRead[];
  /** True where the data goes to code that may read more of it, or change it. */
  readonly open: boolean;
}

/** `event.data.user`, in every run or in some, and what becomes of it where the key is missing. */
export interface DataRead {
  readonly key: string;
  readonly inner?: string;
  /** `needed`: every run throws without it; `taken`: every run takes what is there; `guarded`: it may be missing. */
  readonly use: "needed" | "taken" | "conditional" | "guarded";
  readonly location: Location;
  /** True for a word of an expression, which may be no key at all. */
  readonly vague?: true;
}

/** `if (Date.now() > deadline)` with steps that depend on it; it may lie in a helper's file. */
export interface UnsteadyDecision {
  /** What differs each time: `Date.now()`. */
  readonly location: Location;
  readonly condition: Location;
  readonly random: boolean;
  readonly tools?: ToolsName;
  /** What a step would return in its place; of a `new Date()`, its time. */
  readonly wrap?: { readonly span: Span; readonly inDate: boolean; readonly grouped: boolean };
}

/** `await fetch(…)` outside of a step; it may lie in a helper's file. */
export interface SideEffect {
  readonly location: Location;
  /** The callee as written. */
  readonly name: string;
  readonly tools?: ToolsName;
  readonly extraction?: Extraction;
}

/** Code to be put into a step: what it replaces, what comes before the step, and the body of the step's callback. */
export interface Extraction {
  readonly span: Span;
  readonly before: string;
  readonly body: string;
}

/** `catch {}` around steps, `step.run(…).catch(() => {})`. */
export interface SwallowedError {
  readonly location: Location;
  /** A step whose failure is hidden. */
  readonly step: Location;
  readonly edit: { readonly span: Span; readonly newText: string };
}

/** A `client.send` that a handler executes outside of a step: whenever the handler runs again, it sends again. */
export interface HandlerSend {
  /** The call; it may lie in a helper's file. */
  readonly location: Location;
  /** True when a step can follow in the same execution: the handler is run again for it, up to here and past it. */
  readonly replayed: boolean;
  /** How the step tools are called there; undefined where they are not at hand. */
  readonly tools?: ToolsName;
}

export interface ToolsName {
  /** `step`, `ctx.step`. */
  readonly text: string;
  /** What the handler's parameter lacks to have it, `{ event }` without `step`. */
  readonly insert?: { readonly at: number; readonly text: string };
}

export type Trigger =
  /** `filtered` where it has an `if`, `expression` where that can be told. */
  | { readonly kind: "event"; readonly event: EventReference; readonly expression?: string; readonly filtered?: true; readonly span: Span }
  /** `scheduleSpan` is where the schedule is written, in the function's file. */
  | { readonly kind: "cron"; readonly schedule: StaticString; readonly scheduleSpan?: Span; readonly span: Span }
  | { readonly kind: "invoke"; readonly span: Span }
  | { readonly kind: "unknown"; readonly span: Span };

/** One place at which a function may execute a step: the call itself, reached through zero or more helper calls. */
export interface StepOccurrence {
  readonly call: StepCall;
  /** Helper calls from the handler down to `call`, outermost first. */
  readonly via: readonly Location[];
  /** Position on the function's paths; compare two with `relatePaths`. */
  readonly path: ControlPath;
  /** Step call whose callback leads here, helpers' calls included. */
  readonly insideStep?: Location;
}

/** Which branch of which statement; `!a` says that branch `a` was not taken, as after `if (x) return`. */
export interface Decision {
  readonly statement: string;
  readonly branch: string;
}

/** A decision, or several of which at least one holds: `a || b` is true. */
export type Decided = Decision | { readonly anyOf: readonly (readonly Decision[])[] };

/** What was decided from the handler's start down to a place, innermost first; places share what they have in common. */
export interface Decisions {
  readonly known: readonly Decided[];
  readonly before: Decisions | undefined;
  readonly depth: number;
}

/** Two occurrences whose decisions about one statement contradict each other never run in one execution. */
export interface ControlPath {
  readonly decisions: Decisions | undefined;
  /** Parallel groups (`Promise.all`, un-awaited siblings): member of which group. */
  readonly parallel: readonly { readonly group: string; readonly member: string }[];
  /** True inside a loop or a per-item callback. */
  readonly repeats: boolean;
}

/** The statements of a send and of the step around it, and the step tools there. */
export type MovedSend = { readonly statement: Span; readonly step: Span; readonly tools: string };

/** A send of events, by step or by client. */
export interface SendSite {
  readonly path: string;
  readonly via: "step.sendEvent" | "client.send" | "eventType.create";
  readonly span: Span;
  readonly calleeSpan: Span;
  readonly payload: PayloadArgument;
  readonly argumentSpans: readonly Span[];
  /** For `client.send`, what becomes of its promise; one that is dropped on purpose, by `void` or `.catch`, is used. */
  readonly settlement?: Settlement;
  /** Where `await ` would go to settle the promise, if inserting it there compiles. */
  readonly awaitAt?: number;
  /** The step in whose callback a `client.send` is written. */
  readonly insideStep?: Location;
  /** True when more follows it in that step, which may fail after it. */
  readonly followedInStep?: boolean;
  /** For one that is followed, how it moves out of the step. */
  readonly moved?: MovedSend;
  /** For `eventType().create(data)`: the declared event. */
  readonly event?: EventReference;
  readonly step?: StepCall;
}

/** A declared event: `eventType("name", { schema })` on v4, an entry of `EventSchemas` on v3, or of the setting `inngest.events`, where the name may be a pattern. */
export interface EventDeclaration {
  readonly name: string;
  /** The name as it is written there: a literal, a key, or what names a constant. The path is empty for a setting that stands in no file of the workspace. */
  readonly location: Location;
  /** Where the name's literal is, when it comes from a constant. */
  readonly declaredAt?: Location;
  readonly source: "eventType" | "fromRecord" | "fromUnion" | "fromZod" | "fromSchema" | "fromGenerated" | "settings";
  /** Shape of `data`; undefined when the schema cannot be read as text. */
  readonly data: Shape | undefined;
  /** True where TypeScript checks payloads against it (v3 `EventSchemas`). */
  readonly checkedByTypeScript: boolean;
}

/** A `new Inngest(…)`. */
export interface ClientModel {
  readonly path: string;
  readonly span: Span;
  readonly calleeSpan: Span;
  readonly options?: ValueLiteral;
}

/** A function by the place where it is created, or by a name under which a file exports it. */
export type ServedFunction = Location | FunctionExport;

/** Functions served with a client, by `serve` or `connect`. */
export interface ServedModel {
  readonly path: string;
  readonly span: Span;
  readonly client?: Location;
  /** Undefined where the list cannot be read whole. */
  readonly functions: readonly ServedFunction[] | undefined;
  /** The array literal of the list, where it stands in this file. */
  readonly list?: Span;
  readonly options?: Extract<ValueLiteral, { kind: "object" }>;
  readonly route?: RouteModel;
}

/** One analysed file. */
export interface FileModel {
  readonly path: string;
  readonly text: string;
  readonly sdk: SdkMajor | undefined;
  /** True where TypeScript reports type errors: `.ts`/`.tsx` without `@ts-nocheck`. */
  readonly typeChecked: boolean;
  readonly functions: readonly FunctionModel[];
  /** Handlers of `inngest.endpoint(…)`: what steps they have and what they do around them; they have no id, triggers or options. */
  readonly endpoints?: readonly FunctionModel[];
  /** Every step call in the file, those of helpers included. */
  readonly steps: readonly StepCall[];
  readonly sends: readonly SendSite[];
  readonly declarations: readonly EventDeclaration[];
  readonly clients: readonly ClientModel[];
  readonly served: readonly ServedModel[];
  /** Version of the `inngest` package that is installed for it, `4.24.0`. */
  readonly sdkVersion?: string;
  /** True where it declares events whose schemas only their types tell. */
  readonly needTypes: boolean;
}

/** A send; `keys` are those of its data, where all of them can be told. */
export interface Sender extends Location {
  readonly keys?: readonly string[];
}

/** Everything known about one event name across the workspace. */
export interface EventModel {
  readonly name: string;
  readonly declarations: readonly EventDeclaration[];
  readonly senders: readonly Sender[];
  /** Functions triggered by it (wildcards count) and waits for it. */
  readonly listeners: readonly { readonly location: Location; readonly functionId: string | undefined; readonly kind: "trigger" | "wait" | "cancelOn"; readonly reads?: DataReads }[];
}

/** Immutable view of the workspace at one moment. */
export interface Snapshot {
  readonly version: number;
  /** True while the workspace is being read: what is not in sight may yet come. */
  readonly partial?: boolean;
  file(path: string): FileModel | undefined;
  /** Paths of every file that has a model. */
  paths(): readonly string[];
  /** Functions of the whole workspace; new at each change, so what looks at all of them costs as much as there are. */
  functions(): readonly FunctionModel[];
  /** Functions by a known id, and every such id. These and all below are the same value until something in them changes. */
  functionsWithId(id: string): readonly FunctionModel[];
  functionIds(): readonly string[];
  /** Functions with a trigger of just this name, and every such name. */
  functionsStartedBy(event: string): readonly FunctionModel[];
  startingEvents(): readonly string[];
  /** Functions and durable endpoints of other files some of whose steps, sends or other doings are written in a file: in helpers, or in handlers. */
  functionsReaching(path: string): readonly FunctionModel[];
  /** Every `serve` and `connect`, and every client. */
  served(): readonly ServedModel[];
  clients(): readonly ClientModel[];
  event(name: string): EventModel | undefined;
  eventNames(): readonly string[];
  /** Whether any event is sent under a known name. */
  isAnySent(): boolean;
  /** Whether somewhere an event is sent, or listened to, under a name that cannot be told. */
  unclear(): { readonly senders: boolean; readonly listeners: boolean };
}
