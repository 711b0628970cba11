import OptProgram
import Testing

struct ConditionTests {
  @Test(arguments: [
    ("t == 1", true), ("t % 10 == 1", true), ("T == 0", true), ("rank >= 2", true),
    ("rows * cols == numel", true), ("rows < cols", false), ("h * 2 == 1", true),
    ("not (t == 1)", false), ("t == 2 or rank == 2 and rows == 3", true),
    ("(t == 2 or rank == 2) and rows == 4", false), ("-7 % 3 == 2", true), ("7 % -3 == -2", true),
    ("9007199254740993 % 10 == 2", true), ("1 / 0 > 5", true), ("0 / 0 == 0 / 0", false),
    ("0 / 0 != 1", true), ("t % 0 == 0", false),
  ])
  func `a condition is decided on the host`(text: String, expected: Bool) throws {
    let program = try Program(
      flatText: "rule r(h = 0.5) {\n when \(text) {\n a = g\n }\n update = g\n}"
    )
    let values = HostValues(step: 1, totalSteps: 0, rows: 3, cols: 2, rank: 2)
    let guarding = try #require(program.step[0].guardIndex)
    let literal = program.guards[Int(guarding)][0]
    #expect((program.truths(values)[0] != literal.isNegated) == expected)
  }

  @Test func `a guarded statement is kept on its paths only`() throws {
    let program = try Program(
      flatText: """
        rule r() {
          when t == 1 {
            update = g
          } else {
            when rank > 1 {
              update = w
            }
            when not (rank > 1) {
              update = lr
            }
          }
        }
        """
    )
    #expect(program.conditions.count == 2)
    let texts = [[true, true], [false, true], [false, false]].map {
      program.specialized(truths: $0).flatText.split(separator: "\n")[1]
    }
    #expect(texts == ["  update = g", "  update = w", "  update = lr"])
  }
}
