import ArgumentParser
import OptBenchmark
import OptLanguage
import OptProgram
import OptRuntime

/// Whole steps of the shipped rules: machine code against the portable back end.
struct Steps: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times steps of all rules without matrix functions, native against portable.",
    discussion: """
      One tensor, square where it can be; interleaved rounds, of which the median counts. The two limits \
      are for 65,536 elements and for any size; what is above them is marked.

      Example: optbench steps --rules adamw,adafactor --sizes 64,65536
      """
  )

  @Option(help: "Shipped rules, separated by commas; all without matrix functions by default.")
  var rules = ""

  @Option(help: "Elements, separated by commas.")
  var sizes = "1,7,64,4096,65536,1048576"

  @Flag(help: "16,777,216 elements too.")
  var large = false

  @Option(help: "Measurements of each step, of which the median counts.")
  var rounds = 51

  @Option(help: "The vector extension: avx2 or avx512.")
  var isa = InstructionSet.best?.rawValue ?? ""

  @Option(help: "Threads of a step.")
  var threads = 1

  @Flag(help: "One JSON object a line.")
  var json = false

  mutating func run() throws {
    let names = rules.isEmpty ? ShippedRules.names : rules.split(separator: ",").map(String.init)
    let counts = sizes.split(separator: ",").compactMap { Int($0) } + (large ? [16_777_216] : [])
    var rows: [StepRow] = []
    for name in names {
      let program = try shippedRule(named: name)
      if program.hasMatrixFunctions { continue }
      for count in counts {
        let row = try measure(name, program, count)
        print(json ? try jsonText(row) : row.text)
        rows.append(row)
      }
    }
    let above = rows.filter { !$0.isWithinLimit }.count
    print("\(rows.count) measurements, \(above) above their limit")
  }

  private func measure(_ name: String, _ program: Program, _ count: Int) throws -> StepRow {
    let shape = StepBenchmark.tensor(count: count)
    let memory = StepMemory(count: count)
    func work(_ backend: Backend) throws -> TimedWork {
      let configuration = Optimizer.Configuration(
        backend: backend,
        isa: InstructionSet(rawValue: isa),
        totalSteps: 1_000,
        threads: threads
      )
      return memory.work(
        try Optimizer(program, tensors: [shape], configuration: configuration)
      )
    }
    let times = InterleavedTimer(rounds: rounds).measure([try work(.native), try work(.portable)])
    return StepRow(
      rule: name,
      size: count,
      nativeNanoseconds: times[0].median * 1e9,
      portableNanoseconds: times[1].median * 1e9
    )
  }
}

/// One rule at one size.
struct StepRow: Encodable {
  var rule: String
  var size: Int
  var nativeNanoseconds: Double
  var portableNanoseconds: Double

  var ratio: Double { nativeNanoseconds / portableNanoseconds }

  /// Whether machine code is as much faster as it should be.
  var isWithinLimit: Bool { ratio <= (size == 65_536 ? 0.6 : 1.05) }

  var text: String {
    let fields = [
      rule.padded(18), String(size).padded(9),
      "native \(nativeNanoseconds.fixed(0)) ns".padded(21),
      "portable \(portableNanoseconds.fixed(0)) ns".padded(22),
      ratio.fixed(2).padded(6), isWithinLimit ? "" : "above the limit",
    ]
    return fields.joined(separator: " ")
  }
}
