import ArgumentParser
import OptBenchmark
import OptProgram
import OptRuntime
import OptTestPrograms

/// Time from a program to callable code.
struct Preparation: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times the preparation of rules: from the program to the end of its first step.",
    discussion: """
      The process does not know the program before; the step is on four elements. The rules: adamw, \
      lion, and three of 60 statements: one of arithmetic, one of all elementwise functions in turn, and \
      one whose 60 values must all be kept to the end.

      Example: optbench preparation --rounds 1001
      """
  )

  @Option(help: "Preparations, of which the median counts.")
  var rounds = 501

  func validate() throws {
    if rounds < 1 { throw ValidationError("--rounds must be at least 1") }
  }

  func run() throws {
    let functions = Opcode.allCases.filter { $0.family == .elementwise && $0 != .copy }
    let programs = [
      try shippedRule(named: "adamw"), try shippedRule(named: "lion"),
      Preparation.chain("arithmetic", of: [.add, .mul, .sub, .div, .interp, .sqrt, .max]),
      Preparation.chain("functions", of: functions), .hostile(),
    ]
    for program in programs {
      for isa in InstructionSet.supported {
        let engine = StepEngine(backend: .native, isa: isa, threads: 1)
        let time = try PreparationTimer(program, engine).measure(rounds: rounds)
        print(
          program.name.padded(10),
          "\(program.step.count) statements".padded(14),
          isa.rawValue.padded(6),
          "\((time.median * 1e6).fixed(1)) µs median".padded(18),
          "\((time.least * 1e6).fixed(1)) µs least".padded(16)
        )
      }
    }
  }

  /// A rule of 60 statements, each an operation on the value of the one before.
  private static func chain(_ name: String, of opcodes: [Opcode]) -> Program {
    var program = Program(name: name)
    var value = Operand.variable(Builtin.weight.variable)
    for place in 0..<59 {
      let opcode = opcodes[place % opcodes.count]
      let target = program.declare("v\(place)", .local)
      let others = [Builtin.gradient, .weight].map { Operand.variable($0.variable) }
      let operands = Array(([value] + others).prefix(opcode.arity))
      program.step.append(Instruction(opcode, target, operands, guardIndex: nil))
      value = .variable(target)
    }
    program.step.append(Instruction(.copy, Builtin.update.variable, value))
    return program
  }
}
