import ArgumentParser
import Foundation
import OptEvolution
import OptLanguage
import OptProgram
import OptRuntime
import OptTasks

/// `optsearch evolve`: the search.
struct Evolve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Evolve a better rule and compare it with tuned AdamW and Lion.",
    discussion: """
      Tunes AdamW, mutates and selects programs by their score (the log ratio of tuned AdamW's \
      validation loss to the program's; 0 is AdamW, higher is better), chooses the result by \
      validation on fresh seeds, and compares it at last, everything tuned with the same budget, on \
      seeds and test data that nothing before has seen.

      The rule and the table go to standard output: together they are a legal .opt file. The run \
      directory holds config.json, journal.jsonl, best.opt, hall-of-fame/ and report.html. Ctrl-C ends \
      after the present batch with what was found, without the comparison; --resume goes on.

      Examples:
        optsearch evolve --budget 60s
        optsearch evolve --task digits-mlp --task genesis-mlp --programs 20000 --seed 7
        optsearch evolve --from nothing --max-states 1 --forbid sqrt --without exp,exp2
        optsearch evolve --resume runs/latest
      """
  )

  @Option(
    name: .customLong("from"),
    help: "A rule to begin with (default adamw), or `nothing`; may be repeated."
  )
  var starts: [RuleReference] = []

  @Option(
    name: .customLong("task"),
    help: "A task or task file to select by (default digits-mlp); may be repeated.",
    completion: TaskReference.completion,
    transform: TaskReference.init(argument:)
  )
  var tasks: [TaskReference] = []

  @Option(
    help: "A task or task file that only validation sees; may be repeated.",
    completion: TaskReference.completion,
    transform: TaskReference.init(argument:)
  )
  var validationTask: [TaskReference] = []

  @OptionGroup(title: "Search space") var spaceFlags: SearchSpaceFlags

  @Option(
    parsing: .unconditional,
    help: "Wall time with everything included, such as 60s, 15m, 2h (default 60s).",
    transform: TimeBudget.init(argument:)
  )
  var budget: TimeBudget?

  @Option(
    parsing: .unconditional,
    help: "End after so many programs instead of a time; then the run is repeatable to the bit.",
    transform: wholeNumber(atLeast: 1)
  )
  var programs: Int?

  @Option(
    parsing: .unconditional,
    help: "End after so many trainings, repeatable to the bit like --programs.",
    transform: wholeNumber(atLeast: 1)
  )
  var trainings: Int?

  @Option(help: "evolve, or a baseline with the same budget: random, constants (default evolve).")
  var strategy: SearchStrategy?

  @Option(
    parsing: .unconditional,
    help: "Decides everything that is drawn (default 0).",
    transform: wholeNumber(atLeast: 0)
  )
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: "Threads; they change the time and nothing else (default: one for each processor).",
    transform: threadCount
  )
  var threads: Int?

  @Option(
    parsing: .unconditional,
    help: "Members of all islands together (default \(SearchConfiguration().population)).",
    transform: count()
  )
  var population: Int?

  @Option(
    parsing: .unconditional,
    help: "Members drawn to find one parent (default \(SearchConfiguration().tournament)).",
    transform: count()
  )
  var tournament: Int?

  @OptionGroup var engine: BackendFlags

  @Option(help: "The run directory (default runs/DATE-TIME-NAME, with runs/latest beside it).")
  var out: String?

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Option(help: "Go on with the run of a directory.")
  var resume: String?

  func validate() throws {
    if [budget != nil, programs != nil, trainings != nil].count(where: { $0 }) > 1 {
      throw ValidationError("give one of --budget, --programs and --trainings")
    }
    let fixed = flagsOfNewRun.filter(\.isGiven).map(\.name)
    if resume != nil, !fixed.isEmpty {
      throw ValidationError(
        "--resume goes on as the run was begun; leave out \(fixed.joined(separator: ", "))"
      )
    }
  }

  private var flagsOfNewRun: [(name: String, isGiven: Bool)] {
    [
      ("--out", out != nil), ("--from", !starts.isEmpty), ("--task", !tasks.isEmpty),
      ("--validation-task", !validationTask.isEmpty), ("--budget", budget != nil),
      ("--programs", programs != nil), ("--trainings", trainings != nil),
      ("--strategy", strategy != nil), ("--seed", seed != nil), ("--threads", threads != nil),
      ("--population", population != nil), ("--tournament", tournament != nil),
      ("--backend", engine.givenBackend != nil), ("--isa", engine.isa != nil),
      ("the flags of the search space", spaceFlags.isGiven),
    ]
  }

  func run() async throws {
    Interruption.install()
    // Before there is a directory: a name that is wrong leaves nothing behind.
    let loaded = try Dictionary((tasks + validationTask).map { ($0.lasting, try $0.load()) }) { $1 }
    let find: (String) throws(TaskFileError) -> ProxyTask? = { name throws(TaskFileError) in
      if let task = loaded[name] { return task }
      return try TaskCatalog.task(namedOrIn: name)
    }
    let directory: RunDirectory
    let search: Search
    do {
      directory = try RunFolder.open(resuming: resume, creating: out) {
        let description = try description()
        _ = try Search(description, task: find)
        return description
      }
      search = try Search(in: directory, task: find)
    } catch let error as SearchError {
      throw Failure("\(error)")
    }
    let display = SearchDisplay(directory: directory)
    let outcome: SearchOutcome
    do {
      outcome = try await search.run(stop: Interruption.stop) { display.show($0) }
    } catch let error as RunDirectoryError {
      throw Failure("\(error)")
    } catch is CancellationError {
      display.finish()
      Console.note("stopped before there was anything to keep")
      throw ExitCode(Interruption.exitCode)
    }
    display.finish()
    for warning in outcome.warnings { Console.note("warning: \(warning)") }
    if outcome.statistics.programs == 0, outcome.stopReason != .interrupted {
      Console.note(
        "warning: tuning took the whole budget, so nothing was searched and the rule is the first one"
      )
    }
    try SearchReport(directory: directory, outcome: outcome).publish(asJSON: json)
    if outcome.stopReason == .interrupted { throw ExitCode(Interruption.exitCode) }
  }

  /// Evaluated only for a new run; a resumed one has its own.
  private func description() throws -> SearchDescription {
    let baseline = try RuleLoader.load(RuleReference(argument: "adamw")).program
    let lion = try RuleLoader.load(RuleReference(argument: "lion")).program
    let names = tasks.isEmpty ? ["digits-mlp@1"] : tasks.map(\.lasting)
    var description = SearchDescription(
      searchConfiguration,
      baseline: baseline,
      tasks: names,
      version: OptSearch.configuration.version,
      command: Array(CommandLine.arguments.dropFirst())
    )
    if !starts.isEmpty {
      description.starts = try starts.map { start in
        start.argument == Program.nothing.name ? .nothing : try RuleLoader.load(start).program
      }
    }
    description.validationTasks = validationTask.map(\.lasting)
    description.references = [baseline, lion]
    return description
  }

  private var searchConfiguration: SearchConfiguration {
    var configuration = SearchConfiguration()
    configuration.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    if let seed { configuration.seed = seed }
    if let strategy { configuration.strategy = strategy }
    configuration.space = spaceFlags.space
    if let programs { configuration.budget = .programs(programs) }
    if let trainings { configuration.budget = .trainings(trainings) }
    if let budget { configuration.budget = .seconds(budget.seconds) }
    if let population { configuration.population = population }
    if let tournament { configuration.tournament = tournament }
    configuration.scoring.backend = engine.backend
    configuration.scoring.isa = engine.isa
    return configuration
  }
}
