import OptEvolution
import OptProgram
import OptRuntime
import OptTasks

/// Everything needed to make the run again.
struct RepetitionSection {
  private let report: RunReport
  private let name: String

  init(_ report: RunReport, name: String) {
    self.report = report
    self.name = name
  }

  var section: ReportSection {
    ReportSection(
      id: "repeat",
      short: "Repeat",
      title: "How to repeat the run",
      content: [
        .code(command, label: "The commands"), .paragraph(promise), facts.markup,
        settings.folded("All settings of the search"),
      ]
    )
  }

  private var configuration: SearchConfiguration { report.description.configuration }

  private var command: String {
    var commands = [report.description.command]
    if !report.isFinished { commands.append(["evolve", "--resume", name]) }
    if let selection = report.selection { commands.append(selection.command) }
    return commands.map { command in
      (["optsearch"] + command).map { quoted($0) }.joined(separator: " ")
    }.joined(separator: "\n")
  }

  // A word as a shell reads it back.
  private func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "-_./:=@+,%".contains($0) }
    guard !isPlain || word.isEmpty else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }

  private var promise: String {
    switch configuration.budget {
    case .programs, .trainings:
      "With this version and seed the journal comes out the same, times aside, on any number of threads."
    case .seconds:
      "With this version and seed the same programs come in the same order on any number of threads;"
        + " how many of them fit into the time depends on the machine. For a run that ends the same"
        + " everywhere, give --programs instead of --budget."
    }
  }

  private var facts: ReportTable {
    var table = ReportTable("The run", [.words("what"), .words("value")])
    table.append(["seed", "\(configuration.seed)"])
    table.append(["version", "optsearch \(report.description.version)"])
    table.append(["budget", budget])
    table.append(["tasks", report.description.tasks.joined(separator: ", ")])
    let validation = report.description.validationTasks
    table.append([
      "validation tasks",
      validation.isEmpty ? "the same, fresh seeds" : validation.joined(separator: ", "),
    ])
    for tuned in report.baseline {
      table.append([
        "tuned baseline on \(tuned.task)",
        "learning rate \(shortNumber(tuned.learningRate)), loss \(shortNumber(tuned.loss))",
      ])
    }
    if let machine = report.machine {
      let memory = shortNumber(Double(machine.memoryBytes) / 1_073_741_824, digits: 3)
      table.append([
        "machine", "\(machine.system), \(machine.processors) processors, \(memory) GiB",
      ])
    }
    table.append(["threads", "\(configuration.threads)"])
    table.append(["back end", configuration.scoring.backend.rawValue])
    return table
  }

  private var budget: String {
    switch configuration.budget {
    case .programs(let count): "\(grouped(count)) programs"
    case .trainings(let count): "\(grouped(count)) trainings"
    case .seconds(let seconds): duration(seconds)
    }
  }

  private var settings: ReportTable {
    var table = ReportTable("Settings", [.words("setting"), .words("value")])
    let configuration = configuration
    let rows: [(String, Int)] = [
      ("population", configuration.population), ("islands", configuration.islands),
      ("tournament", configuration.tournament), ("children of a batch", configuration.batchSize),
      ("batches between migrations", configuration.migrationInterval),
      ("refinements of 100 children", configuration.refinementPercent),
      ("evaluations of a good program, at most", configuration.reevaluations),
      ("children between validations", configuration.validationInterval),
      ("programs of a validation", configuration.validationCandidates),
      ("seeds of a validation", configuration.validationRepetitions),
      ("finalists", configuration.finalists),
      ("rounds of their comparison", configuration.finalRounds),
      ("children before a restart", configuration.restartPatience),
      ("restarts made", report.restarts),
      ("statements of a program, at most", configuration.space.maximumStatements),
      ("states of a program, at most", configuration.space.maximumStates),
    ]
    for (name, value) in rows { table.append([name, grouped(value)]) }
    let weights = MutationKind.allCases.filter { configuration.mutationWeights[$0] > 0 }
      .map { "\($0.title) \(configuration.mutationWeights[$0])" }
    table.append(["mutation weights", weights.joined(separator: ", ")])
    let ladder = configuration.scoring.ladder.map { shortNumber($0, digits: 3) }
    table.append(["learning rates, times the tuned one", ladder.joined(separator: ", ")])
    let horizons = configuration.scoring.horizons.map {
      "\(shortNumber($0.steps)) of the steps, \($0.schedule.rawValue)"
    }
    table.append(["horizons", horizons.joined(separator: "; ")])
    return table
  }
}
