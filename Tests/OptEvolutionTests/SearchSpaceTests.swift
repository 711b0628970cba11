import Foundation
import OptProgram
import Testing

@testable import OptEvolution

struct SearchSpaceTests {
  /// Children of many generations, by the way a search makes them.
  private func children(of start: Program, _ space: SearchSpace, count: Int = 400) -> [Program] {
    var mutator = Mutator(space: space, weights: .standard)
    var stream = RandomStream(seed: 11, purpose: .test)
    var program = start
    return (0..<count).map { index in
      if index.isMultiple(of: 40) { program = start }
      _ = mutator.mutate(&program, partner: TestPrograms.lion, &stream)
      program = program.compacted(keeping: .used)
      return program
    }
  }

  @Test(
    arguments: [
      ("sign", true), ("sign(_)", true), ("sign(interp(g, state, number))", true),
      ("mul(w, number)", true), ("mul(number, w)", true), ("mul(lr, add(sign, mul(w, _)))", true),
      ("add(mul(w,_),sign(_))", true), ("interp(_, state, _)", true), ("sqrt", false),
      ("sign(g)", false), ("mul(w, w)", false), ("interp(state, g, _)", false),
      ("sign(number)", false),
    ]
  )
  func `a pattern is found where it stands`(text: String, occurs: Bool) throws {
    let pattern = try #require(ProgramPattern(text))
    #expect(pattern.occurs(in: TestPrograms.lion) == occurs)
    let read = try JSONDecoder().decode(
      ProgramPattern.self,
      from: try JSONEncoder().encode(pattern)
    )
    #expect(read == pattern)
  }

  @Test(
    arguments: [
      "", "_", "g", "sine", "sign(", "sign()", "mul(w)", "mul(w,g,g)", "sign(_))", "sign _",
    ]
  )
  func `what is no pattern is refused`(text: String) { #expect(ProgramPattern(text) == nil) }

  @Test func `a value that was assigned anew is not the builtin`() throws {
    let program = TestPrograms.read(
      "rule r() {\n  g = abs(g)\n  s = sign(g)\n  update = mul(s, lr)\n}"
    )
    #expect(try #require(ProgramPattern("sign(abs(g))")).occurs(in: program))
    #expect(try !#require(ProgramPattern("sign(g)")).occurs(in: program))
  }

  @Test func `states grow from a rule without any, within their limits`() throws {
    var space = SearchSpace.standard
    space.maximumStates = 2
    space.maximumStateBytes = 4
    let found = children(of: TestPrograms.signsgd, space)
    #expect(found.contains { $0.stateCount == 1 })
    #expect(found.allSatisfy { $0.stateBytesPerElement <= 4 && $0.stateCount <= 2 })
    space.maximumStates = 0
    #expect(children(of: TestPrograms.signsgd, space).allSatisfy { $0.stateCount == 0 })
    for program in found { try program.verify() }
  }

  @Test func `a new state is read by a live statement`() {
    var mutator = Mutator(space: .standard, weights: .standard)
    var stream = RandomStream(seed: 3, purpose: .test)
    for _ in 0..<50 {
      var child = TestPrograms.signsgd
      guard mutator.apply(.addState, to: &child, partner: nil, &stream) else { continue }
      #expect(child.step.count == 3 && child.stateCount == 1)
      #expect(child.step.contains { $0.opcode == .interp && child[$0.target].role.isState })
    }
  }

  @Test func `matrix functions come in when they are asked for`() throws {
    func hasMatrix(_ program: Program) -> Bool {
      program.step.contains { $0.opcode.family == .matrix }
    }
    let wide = SearchSpace(
      operations: SearchSpace.standard.operations + SearchSpace.matrixOperations
    )
    let found = children(of: TestPrograms.lion, wide, count: 2_000)
    #expect(found.contains(where: hasMatrix))
    for program in found where hasMatrix(program) { try program.verify() }
    #expect(!children(of: TestPrograms.lion, .standard).contains(where: hasMatrix))
  }

  @Test func `a search keeps to its patterns, and begins with nothing`() async throws {
    try await withTemporaryDirectory { directory in
      var configuration = EngineTests.configuration(programs: 300)
      configuration.space.forbidden = [try #require(ProgramPattern("sqrt"))]
      configuration.space.required = [try #require(ProgramPattern("mul(lr, _)"))]
      let url = directory.appendingPathComponent("journal.jsonl")
      let found = try await EngineTests.run(configuration, at: url, starts: [.nothing])
      #expect(found.state.programs == 300)
      for member in found.state.population.islands.joined() {
        let live = member.program.removingDeadCode()
        #expect(configuration.space.objection(to: live) == nil)
      }
      #expect(found.state.archive.entries.contains { $0.program.stateCount > 0 })
    }
  }

  @Test func `a start outside the space is refused with the reason`() throws {
    var configuration = SearchConfiguration()
    configuration.space.maximumStates = 1
    let description = SearchDescription(
      configuration,
      baseline: TestPrograms.adamw,
      tasks: ["cancer-logistic@1"],
      version: "1"
    )
    let expected = SearchError.startOutsideSpace(
      rule: "adamw",
      reason: "has 2 states, the space allows 1"
    )
    #expect(throws: expected) { try Search(description) }
    var space = SearchSpace.standard
    #expect(space.objection(to: TestPrograms.adamw) == nil)
    space.maximumStatements = 3
    #expect(space.objection(to: TestPrograms.lion) == "has 6 statements, the space allows 3")
    space = .standard
    space.maximumStateBytes = 4
    #expect(space.objection(to: TestPrograms.lion) == nil)
    #expect(space.objection(to: TestPrograms.adamw)?.hasPrefix("keeps 8") == true)
  }

  @Test func `fresh names are the first that are free`() {
    var program = TestPrograms.read(
      "rule r() {\n  x1 = abs(g)\n  x3 = sign(x1)\n  x = neg(g)\n  x1y = neg(x)\n  update = mul(x3, lr)\n}"
    )
    #expect(program[program.declareLocal()].name == "x2")
    #expect(program[program.declareLocal()].name == "x4")
    for number in 5...200 { program.declare("x\(number)", .local) }
    #expect(program[program.declareLocal()].name == "x201")
  }
}
