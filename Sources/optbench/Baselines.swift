import ArgumentParser
import OptProgram
import OptTasks

/// Tunes well-known rules on every task of the smallest size.
struct Baselines: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures the table of baselines and prints the file that holds it.",
    discussion: """
      Example:
        optbench baselines > Sources/OptTasks/Catalog/TaskBaseline+Table.swift
      """
  )

  @Option(help: "Tasks, separated by commas; all of the smallest size by default.")
  var tasks = ""

  @Option(help: "Threads.")
  var threads = 2

  @Option(help: "Fresh seeds of each tuned rule.")
  var seeds = 10

  private static let rules = ["adamw", "lion", "momentum"]

  mutating func run() async throws {
    var lines: [String] = []
    for task in try selectedTasks(tasks) {
      lines += try await measure(task).map(\.line)
    }
    print(
      """
      extension TaskBaseline {
        /// Printed by `optbench baselines`.
        static let table: StaticString = \"""
      \(lines.map { "    " + $0 }.joined(separator: "\n"))
          \"""
      }
      """
    )
  }

  private func measure(_ task: ProxyTask) async throws -> [TaskBaseline] {
    var tuning = TuningOptions()
    tuning.threads = threads
    var options = ComparisonOptions(tuning: tuning)
    options.seeds = seeds
    options.usesTestPart = false
    let rules = try Baselines.rules.map { name in
      ComparedRule(name: name, program: try shippedRule(named: name))
    }
    return try await Comparison(task, options).compare(rules).map { row in
      TaskBaseline(
        task: task.name,
        rule: row.rule,
        setting: row.setting,
        loss: row.loss,
        metric: row.metricMean
      )
    }
  }
}
