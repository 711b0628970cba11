import OptBenchmark
import OptEvolution
import OptRuntime

/// Measurements of steps as text and JSON.
struct BenchReport {
  private var rows: [(rule: String, step: StepMeasurement)] = []

  /// Appends the measurements of a rule.
  mutating func append(_ steps: [StepMeasurement], rule: String) {
    rows += steps.map { (rule, $0) }
  }

  /// A JSON list; its keys are promises (design of the command line).
  var json: JSONValue {
    .array(
      rows.map { rule, step in
        [
          "rule": .string(rule),
          "backend": .string(step.engine.backend.rawValue),
          "isa": .text(step.engine.isa?.rawValue),
          "size": .int(step.size),
          "threads": .int(step.engine.threads),
          "ns_per_element": .double(step.nanosecondsPerElement),
          "bytes_per_second": .double(step.bytesPerSecond),
          "roof_fraction": .number(step.roofFraction),
          "yardstick_ns_per_element": .number(step.yardstickNanosecondsPerElement),
          "prepare_us": .double(step.preparationSeconds * 1e6),
        ]
      }
    )
  }

  /// A table, one row a measurement.
  var text: String {
    var table = Table([
      ("rule", .left), ("size", .right), ("back end", .left), ("threads", .right),
      ("ns/element", .right), ("GB/s", .right), ("of the roof", .left), ("", .right),
      ("C ns/element", .right), ("times C", .right), ("prepare us", .right),
    ])
    for (rule, step) in rows {
      let engine = [step.engine.backend.rawValue, step.engine.isa?.rawValue]
      table.append([
        rule, String(step.size), engine.compactMap { $0 }.joined(separator: " "),
        String(step.engine.threads),
        shortNumber(step.nanosecondsPerElement, digits: 3),
        shortNumber(step.bytesPerSecond * 1e-9, digits: 3),
        step.roofFraction.map { BenchReport.bar($0) } ?? "-",
        step.roofFraction.map { "\(Int(($0 * 100).rounded())) %" } ?? "",
        step.yardstickNanosecondsPerElement.map { shortNumber($0, digits: 3) } ?? "-",
        step.timesYardstick.map { shortNumber($0, digits: 3) } ?? "-",
        shortNumber(step.preparationSeconds * 1e6, digits: 3),
      ])
    }
    return table.text
  }

  private static let barCells = 10.0

  private static func bar(_ fraction: Double) -> String {
    String(repeating: "█", count: Int((min(fraction, 1) * barCells).rounded()))
  }
}
