import Foundation
import OptProgram
import OptSimplify
import OptTestSupport
import Testing

/// Random small programs: those with one canonical hash must do the same.
struct MergeTests {
  private static let elementwise: [Opcode] = Opcode.allCases.filter {
    $0.family == .elementwise && $0 != .copy
  }

  private static let arithmetic: [Opcode] = [
    .add, .sub, .mul, .div, .divNoNan, .neg, .abs, .sign, .sqrt, .square, .interp, .reciprocal,
    .cube,
    .cbrt, .rsqrt, .pow,
  ]

  private static let piecewise: [Opcode] = [
    .max, .min, .clip, .relu, .lt, .gt, .le, .ge, .eq, .ne, .whereSelect, .sign, .abs, .copysign,
    .neg,
    .floor, .mod,
  ]

  private static let shaped: [Opcode] = [
    .sum, .mean, .norm, .norm1, .maxAbs, .rms, .dot, .rowMean, .rowSum, .colMean, .colSum,
    .globalSum,
    .globalNorm, .globalNorm1, .globalDot, .clipByNorm, .clipByGlobalNorm, .mul, .add, .sub, .neg,
    .transpose, .matmul, .outer, .trace, .diag, .eye,
  ]

  @Test(arguments: [arithmetic, piecewise, shaped, elementwise])
  func `programs with one hash do the same`(_ opcodes: [Opcode]) throws {
    var options = ProgramGenerator.Options.search
    options.opcodes = opcodes
    options.statements = 1...4
    options.states = 0...1
    try expectNoFalseMerges(options: options, programs: 1_000, seed: 11)
  }

  @Test(
    .tags(.slow),
    .onlyWhenSlowTestsRun,
    arguments: [arithmetic, piecewise, shaped, elementwise],
    [1, 2]
  )
  func `many programs with one hash do the same`(_ opcodes: [Opcode], _ states: Int) throws {
    var options = ProgramGenerator.Options.search
    options.opcodes = opcodes
    options.statements = 1...6
    options.states = 0...states
    try expectNoFalseMerges(options: options, programs: 20_000, seed: UInt64(20 + states))
  }

  private func expectNoFalseMerges(
    options: ProgramGenerator.Options,
    programs: Int,
    seed: UInt64
  ) throws {
    var generator = ProgramGenerator(seed: seed, options: options)
    var known: [UInt64: (program: Program, trajectory: [Double])] = [:]
    var interpreter = TestInterpreter()
    interpreter.steps = 3
    var merges = 0
    for _ in 0..<programs {
      let program = generator.next()
      let hash = program.canonicalHash
      let trajectory = interpreter.trajectory(program, seed: seed)
      guard let other = known[hash] else {
        known[hash] = (program, trajectory)
        continue
      }
      if program.dataflowHash != other.program.dataflowHash { merges += 1 }
      guard !agrees(trajectory, other.trajectory) else { continue }
      Issue.record("\(program.flatText)\nand\n\(other.program.flatText)")
      return
    }
    #expect(merges > programs / 100, "only \(merges) programs met another one")
  }
}
