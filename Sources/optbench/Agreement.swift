import ArgumentParser
import OptLanguage
import OptProgram
import OptRuntime
import OptTestPrograms

/// Every back end against the reference interpreter, to the bit.
struct Agreement: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compares all back ends with the reference interpreter, bit for bit.",
    discussion: """
      Every shipped rule, every elementwise operation at the lengths 0 to 100, and random programs of up to \
      40 statements on tensors of 0 to 100 elements, a third of them with special values: reference, \
      portable, machine code for each instruction set, and three threads. Stops at the first that differs, \
      prints the smallest program found that still does, and how to repeat it.

      Example: optbench agreement --count 100000 --seed 1
      """
  )

  @Option(help: "Random programs.")
  var count = 100_000

  @Option(help: "Decides all programs and numbers.")
  var seed: UInt64 = 1

  @Option(help: "The number of the first random program.")
  var first = 0

  @Flag(help: "Random programs only.")
  var randomOnly = false

  mutating func run() throws {
    if !randomOnly {
      try compareRules()
      try compareOperations()
    }
    for index in first..<first + count {
      try expect(BackendAgreement(seed: seed, index: index)) {
        "program \(index): optbench agreement --random-only --count 1 --seed \(seed) --first \(index)"
      }
    }
    print("\(count) random programs agree")
  }

  private func compareRules() throws {
    for name in ShippedRules.names {
      let program = try shippedRule(named: name)
      for special in [false, true] {
        var run = BackendRun(
          shapes: [[3, 4], [5], [130, 131], [1, 17]].map { TensorShape($0) },
          seed: seed,
          hasSpecialValues: special
        )
        // Matrix functions of the reference take their time.
        if program.hasMatrixFunctions { run.shapes[2] = TensorShape([13, 21]) }
        try expect(BackendAgreement(program, run)) { "rule \(name)" }
      }
    }
    print("\(ShippedRules.names.count) shipped rules agree")
  }

  private func compareOperations() throws {
    let opcodes = Opcode.allCases.filter { $0.family == .elementwise }
    for opcode in opcodes {
      for length in 0...100 {
        try expect(BackendAgreement(opcode, length: length)) {
          "\(opcode.name) at \(length) elements"
        }
      }
    }
    print("\(opcodes.count) operations agree at 101 lengths")
  }

  private func expect(_ agreement: BackendAgreement, _ place: () -> String) throws {
    guard let backend = agreement.disagreement else { return }
    print("\(backend) differs from the reference\n\(place())\n\(agreement.smallest.flatText)")
    throw ExitCode.failure
  }
}

extension Program {
  /// Whether a statement calls a function of matrices or of order.
  var hasMatrixFunctions: Bool {
    step.contains { $0.opcode.family == .matrix || $0.opcode.family == .order }
  }
}
