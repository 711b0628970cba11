import ArgumentParser
import Foundation
import OptEvolution
import OptProgram
import OptRuntime
import OptTasks

/// `optsearch simplify`: the same rule in fewer words.
struct Simplify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make a rule as short as it can be and still train the same.",
    discussion: """
      Algebra comes first: dead statements and states go, equal expressions are written the shortest \
      way. With tasks, the learning rate is then tuned from 1e-6 to 1e4, and operations and states are \
      deleted, and numbers rounded, as long as paired trainings find the shorter rule equivalent to the \
      original on every task; better counts as different. A rule that does not train is refused.

      Each step and its reason go to standard error, the rule to standard output (or to --out).

      Examples:
        optsearch simplify my.opt
        optsearch simplify lion_raw --task digits-mlp --task genesis-mlp
        optsearch simplify runs/latest/best.opt --task digits-mlp --out short.opt
      """
  )

  @Argument(help: "The rule: FILE.opt, FILE.opt:NAME or a shipped rule's name.")
  var rule: RuleReference

  @Option(
    name: .customLong("task"),
    help: "A task, or a task file, to judge by; may be repeated. Without one: algebra only.",
    completion: TaskReference.completion,
    transform: TaskReference.init(argument:)
  )
  var tasks: [TaskReference] = []

  @Option(help: "Write the rule to a file instead of standard output.")
  var out: String?

  @Flag(help: "Overwrite the file of --out.")
  var force = false

  @Flag(help: "Print the rule, the steps and their measurements as JSON.")
  var json = false

  @Flag(help: "Print every law behind each step of algebra, and what was tried and kept.")
  var reasons = false

  @Option(
    parsing: .unconditional,
    help: "Decides initial weights and batches.",
    transform: wholeNumber(atLeast: 0)
  )
  var seed: UInt64 = 0

  @Option(
    parsing: .unconditional,
    help: "Threads; the result does not depend on them.",
    transform: threadCount
  )
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Option(
    parsing: .unconditional,
    help: "Steps of a training (default: the task's own number).",
    transform: wholeNumber(atLeast: 1)
  )
  var steps: Int?

  @OptionGroup var engine: BackendFlags

  func run() async throws {
    if let out { try OutputFile.refuse(existing: out, force: force) }
    let loaded = try RuleLoader.load(rule)
    let tasks = try tasks.map { try $0.load() }
    let simplifier = EvidenceSimplifier(tasks: tasks, options: options)
    let display = SimplificationDisplay(isEnabled: !json, showsAll: reasons)
    let report: SimplificationReport
    do {
      report = try await simplifier.simplify(loaded.program) { display.show($0) }
    } catch let error as SimplificationError {
      display.finish()
      throw Failure("\(loaded.name): \(error)")
    }
    display.finish()
    let result = SimplificationText(original: loaded, report: report, tasks: tasks.map(\.name))
    if !json { Console.note(result.summary) }
    if let out { try OutputFile.write(result.rule, to: out, force: force) }
    if json {
      Console.write(result.json.text + "\n")
    } else if out == nil {
      Console.write(result.rule)
    }
  }

  private var options: EvidenceOptions {
    var options = EvidenceOptions()
    options.steps = steps
    options.backend = engine.backend
    options.isa = engine.isa
    options.threads = threads
    options.seed = seed
    return options
  }
}
