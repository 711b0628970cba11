import OptProgram
import OptRuntime
import OptTestSupport
import Testing

@Suite("Back ends agree to the bit")
struct BackendAgreementTests {
  private static let shapes: [[[Int]]] = [
    [[3, 4], [5]],
    [[0], [1], [], [7, 1]],
    [[1, 9], [15], [16], [17]],
    [[2, 3, 4], [8], [6, 6]],
  ]

  @Test func `random programs on small tensors`() throws {
    let seed = testSeed()
    for index in 0..<300 {
      var generator = ProgramGenerator(seed: seed &* 1_000_003 &+ UInt64(index))
      try expectAgreement(generator.next(), index, hasSpecialValues: index % 3 == 0, seed)
    }
  }

  private func expectAgreement(
    _ program: Program,
    _ index: Int,
    hasSpecialValues: Bool,
    _ seed: UInt64
  ) throws {
    let shapes = Self.shapes[index % Self.shapes.count].map { TensorShape($0) }
    let run = BackendRun(
      shapes: shapes,
      seed: seed &+ UInt64(index),
      hasSpecialValues: hasSpecialValues
    )
    func agrees(_ program: Program) -> Bool {
      guard let reference = try? run.run(program, .reference) else { return true }
      return (try? run.run(program, .portable)) == reference
        && (try? run.run(program, .native)) == reference
    }
    guard !agrees(program) else { return }
    let smallest = program.shrunk { !agrees($0) }
    Issue.record("seed \(seed), program \(index):\n\(smallest.flatText)")
  }
}
