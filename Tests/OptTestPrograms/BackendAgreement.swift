package import OptProgram
import OptRuntime

/// One comparison of all back ends with the reference interpreter, to the bit.
package struct BackendAgreement {
  /// What is compared.
  package var program: Program

  /// On what.
  package var run: BackendRun

  /// A program on tensors.
  package init(_ program: Program, _ run: BackendRun) {
    self.program = program
    self.run = run
  }

  /// A random program of up to 40 statements, on tensors of 0 to 100 elements, a third of the time with
  /// special values.
  package init(seed: UInt64, index: Int) {
    var options = ProgramGenerator.Options.everything
    options.statements = 1...40
    let key = seed &* 1_000_003 &+ UInt64(index)
    var generator = ProgramGenerator(seed: key, options: options)
    program = generator.next()
    var random = RandomStream(seed: key, purpose: .test, index: 1)
    let shapes = (0..<1 + random.below(3)).map { _ in
      switch random.below(3) {
      case 0: TensorShape([random.below(11), random.below(10)])
      case 1: TensorShape([random.below(101)])
      default: TensorShape([1 + random.below(5), 1 + random.below(4), 1 + random.below(5)])
      }
    }
    run = BackendRun(shapes: shapes, seed: key, hasSpecialValues: index % 3 == 0)
  }

  /// An operation on weights, gradients and the product of both, at a length.
  package init(_ opcode: Opcode, length: Int) {
    var program = Program(name: opcode.name)
    let product = program.declare("product", .local)
    let (weight, gradient) = (Builtin.weight.variable, Builtin.gradient.variable)
    let operands: [Operand] = [.variable(gradient), .variable(weight), .variable(product)]
    program.step = [
      Instruction(.mul, product, .variable(weight), .variable(gradient)),
      Instruction(
        opcode,
        Builtin.update.variable,
        Array(operands.prefix(opcode.arity)),
        guardIndex: nil
      ),
    ]
    self.program = program
    run = BackendRun(shapes: [TensorShape([length])], seed: UInt64(length))
    run.hasSpecialValues = length % 2 == 1
    run.steps = 2
  }

  /// The first back end that differs from the reference, nil if all agree.
  package var disagreement: String? { disagreement(of: program) }

  private func disagreement(of program: Program) -> String? {
    guard let reference = try? run.run(program, .reference) else { return nil }
    if (try? run.run(program, .portable)) != reference { return "portable" }
    for isa in InstructionSet.supported
    where (try? run.run(program, .native, isa: isa)) != reference {
      return isa.rawValue
    }
    return (try? run.run(program, .best, threads: 3)) == reference ? nil : "threads"
  }

  /// The smallest program found that still disagrees.
  package var smallest: Program { program.shrunk { disagreement(of: $0) != nil } }
}
