import OptProgram
import Testing

@testable import OptEvolution

struct MutatorTests {
  /// Structure-changing weights with everything on.
  private static func mutator(_ space: SearchSpace = .standard) -> Mutator {
    Mutator(space: space, weights: .standard)
  }

  @Test(arguments: TestPrograms.all)
  func `children of any generation are well-formed and read back as they were`(
    start: Program
  ) throws {
    var mutator = Self.mutator()
    for seed in 0..<40 as Range<UInt64> {
      var stream = RandomStream(seed: seed, purpose: .test)
      var program = start
      var partner = TestPrograms.lion
      for step in 0..<60 {
        let before = program
        guard let kind = mutator.mutate(&program, partner: partner, &stream) else {
          Issue.record("nothing to mutate, seed \(seed), step \(step)")
          break
        }
        try program.verify()
        program = program.compacted(keeping: .used)
        try #require(
          program.step.count <= mutator.space.maximumStatements,
          "seed \(seed) \(kind)"
        )
        try #require(program.stateCount <= max(start.stateCount, mutator.space.maximumStates))
        let read = try Program(flatText: program.flatText)
        try #require(read == program, "seed \(seed), step \(step), \(kind):\n\(before.flatText)")
        if step.isMultiple(of: 20) { partner = program }
      }
    }
  }

  @Test func `equal keys make equal children`() {
    var first = Self.mutator()
    var second = Self.mutator()
    var warmUp = RandomStream(seed: 99, purpose: .test)
    var other = TestPrograms.adamw
    _ = second.mutate(&other, partner: nil, &warmUp)
    for seed in 0..<200 as Range<UInt64> {
      var streams = (
        RandomStream(seed: seed, purpose: .test), RandomStream(seed: seed, purpose: .test)
      )
      var (a, b) = (TestPrograms.adamw, TestPrograms.adamw)
      _ = first.mutate(&a, partner: TestPrograms.lion, &streams.0)
      _ = second.mutate(&b, partner: TestPrograms.lion, &streams.1)
      #expect(a == b, "seed \(seed)")
    }
  }

  @Test func `a kind without weight, or without sense, is never drawn`() {
    var onlyConstants = Mutator(space: .standard, weights: .constants)
    var stream = RandomStream(seed: 1, purpose: .test)
    var program = TestPrograms.signsgd
    #expect(onlyConstants.mutate(&program, partner: nil, &stream) == nil)
    program = TestPrograms.lion
    for _ in 0..<50 {
      let kind = onlyConstants.mutate(&program, partner: nil, &stream)
      #expect(kind == .perturbConstant || kind == .resampleConstant)
    }
    #expect(program.step.map(\.opcode) == TestPrograms.lion.step.map(\.opcode))

    var full = Mutator(
      space: SearchSpace(operations: [.add], maximumStatements: 2),
      weights: .standard
    )
    for _ in 0..<200 {
      var child = TestPrograms.signsgd
      let kind = full.mutate(&child, partner: TestPrograms.lion, &stream)
      #expect(kind != .insert && kind != .crossOver && kind != .duplicateState)
    }
  }

  @Test func `inserted operations are of the allowed set`() {
    let allowed: [Opcode] = [.sqrt, .interp, .norm]
    var mutator = Mutator(
      space: SearchSpace(operations: allowed),
      weights: MutationWeights([.insert: 1])
    )
    var stream = RandomStream(seed: 2, purpose: .test)
    var seen: Set<Opcode> = []
    for _ in 0..<400 {
      var child = TestPrograms.signsgd
      guard mutator.mutate(&child, partner: nil, &stream) != nil else { continue }
      #expect(child.step.count == 3)
      for instruction in child.step { seen.insert(instruction.opcode) }
    }
    #expect(seen == Set(allowed + [.sign, .mul]))
  }
}
