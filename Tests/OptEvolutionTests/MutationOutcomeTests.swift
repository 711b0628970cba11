import OptProgram
import Testing

@testable import OptEvolution

/// For each mutation a set of outcomes that it must reach sooner or later, and one it must not leave.
struct MutationOutcomeTests {
  private func outcomes(
    of kind: MutationKind,
    from start: Program,
    partner: Program? = nil,
    draws: Int = 600,
    space: SearchSpace = .standard
  ) -> [Program] {
    var mutator = Mutator(space: space, weights: MutationWeights([kind: 1]))
    var stream = RandomStream(seed: 7, purpose: .test)
    var results: [Program] = []
    for _ in 0..<draws {
      var child = start
      if mutator.apply(kind, to: &child, partner: partner, &stream) { results.append(child) }
    }
    return results
  }

  private func statements(_ program: Program) -> [String] {
    program.step.map { "\(program[$0.target].name) = \(program.text(of: $0))" }
  }

  @Test func `deletion bypasses the statement`() {
    let found = Set(outcomes(of: .delete, from: TestPrograms.signsgd).map { statements($0) })
    #expect(found.contains(["update = mul(g, lr)"]))
    let allowed: Set = [
      ["update = mul(g, lr)"], ["s = sign(g)", "update = s"], ["s = sign(g)", "update = lr"],
    ]
    #expect(found.isSubset(of: allowed), "\(found)")
  }

  @Test func `deleting the write of a state leaves the old value to its readers`() {
    let found = outcomes(of: .delete, from: TestPrograms.lion)
    #expect(found.contains { $0.step.count == 5 && $0.step.allSatisfy { $0.opcode != .sign } })
    #expect(found.contains { child in !child.step.contains { child[$0.target].role.isState } })
  }

  @Test func `an argument is replaced by a value of a fitting type`() {
    let found = Set(
      outcomes(of: .modifyArgument, from: TestPrograms.signsgd).map { statements($0)[1] }
    )
    for required in ["update = mul(g, lr)", "update = mul(s, g)", "update = mul(w, lr)"] {
      #expect(found.contains(required))
    }
    let first = outcomes(of: .modifyArgument, from: TestPrograms.signsgd).map { statements($0)[0] }
    #expect(Set(first).isSubset(of: ["s = sign(g)", "s = sign(w)", "s = sign(lr)"]))
  }

  @Test func `an operation is replaced and keeps its arguments`() {
    let found = Set(
      outcomes(of: .modifyOperation, from: TestPrograms.signsgd).map { statements($0) }
    )
    for required in ["update = add(s, lr)", "update = div_no_nan(s, lr)", "update = abs(s)"] {
      #expect(found.contains(["s = sign(g)", required]))
    }
    #expect(found.contains(["s = sqrt(g)", "update = mul(s, lr)"]))
  }

  @Test func `a number is perturbed within a factor, a decay stays a decay half the time`() {
    let found = outcomes(of: .perturbConstant, from: TestPrograms.lion)
    let decays = found.compactMap { child -> Double? in
      guard case .constant(let value) = child.step[2][2], value != 0.99 else { return nil }
      return value
    }
    #expect(decays.contains { $0 > 0.99 && $0 < 1 })
    #expect(decays.contains { $0 > 1 })
    #expect(decays.allSatisfy { $0 > 0 && $0 < 32 })
    let others = found.compactMap { child -> Double? in
      guard case .constant(let value) = child.step[3][1] else { return nil }
      return value
    }
    #expect(others.contains { $0 < 0.05 } && others.contains { $0 > 0.2 })
  }

  @Test func `a new number is a deviate, a decay or a small power`() {
    let values = outcomes(of: .resampleConstant, from: TestPrograms.lion).flatMap { child in
      child.step.flatMap { instruction in
        (0..<instruction.operandCount).compactMap { place -> Double? in
          guard case .constant(let value) = instruction[place] else { return nil }
          return value
        }
      }
    }
    #expect(values.contains { $0 < 0 })
    #expect(values.contains { $0 > 0.99 && $0 < 1 && $0 != 0.99 })
    #expect(values.contains { $0 > 0 && $0 < 0.001 })
  }

  @Test func `two arguments change places`() {
    let found = Set(outcomes(of: .swapArguments, from: TestPrograms.signsgd).map { statements($0) })
    #expect(found == [["s = sign(g)", "update = mul(lr, s)"]])
  }

  @Test func `a duplicated state behaves like the first until it changes`() throws {
    let found = outcomes(of: .duplicateState, from: TestPrograms.lion)
    let child = try #require(found.first)
    #expect(child.stateCount == 2)
    #expect(statements(child).contains("s1 = interp(g, s1, 0.99)"))
    #expect(statements(child).contains("a = interp(g, s1, 0.9)"))
    #expect(outcomes(of: .duplicateState, from: TestPrograms.signsgd).isEmpty)
  }

  @Test func `a state with a first value is duplicated with it`() throws {
    let found = outcomes(
      of: .duplicateState,
      from: TestPrograms.unusual,
      space: SearchSpace(operations: [.add], maximumStates: 4)
    )
    let twins = found.filter { $0.initialization.count > TestPrograms.unusual.initialization.count }
    #expect(!twins.isEmpty)
    for twin in found { #expect(throws: Never.self) { try twin.verify() } }
  }

  @Test func `cross-over brings statements of the partner with what they need`() {
    let found = outcomes(of: .crossOver, from: TestPrograms.signsgd, partner: TestPrograms.lion)
    #expect(
      found.contains { child in
        child.step.contains { $0.opcode == .interp } && child.step.contains { $0.opcode == .mul }
      }
    )
    #expect(found.contains { $0.stateCount == 1 })
    #expect(found.allSatisfy { $0.step.count > 2 })
  }

  @Test func `refinement moves numbers a little and nothing else`() {
    for child in outcomes(of: .refine, from: TestPrograms.lion, draws: 100) {
      #expect(child.step.map(\.opcode) == TestPrograms.lion.step.map(\.opcode))
      #expect(child != TestPrograms.lion)
      guard case .constant(let decay) = child.step[2][2] else { continue }
      #expect(decay > 0.9 && decay < 1)
    }
  }

  @Test(arguments: [0.1, 0.25, 1 / 3.0, 123.456789, 0.999_999_9, 1e-20, -0.5, 7e8])
  func `numbers are rounded to six digits`(value: Double) {
    let rounded = ConstantSampler.rounded(value)
    #expect(abs(rounded - value) <= abs(value) * 5e-6)
    #expect(ConstantSampler.rounded(rounded) == rounded)
    if abs(value) >= 1e-12, abs(value) < 1e6 { #expect("\(rounded)".count <= 10) }
  }
}
