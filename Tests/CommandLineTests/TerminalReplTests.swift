import Foundation
import Testing

/// `optsearch repl` as a person uses it, in a real terminal.
@Suite(
  .enabled(
    if: TerminalSession.isPossible,
    "tmux is not installed: the terminal side of the REPL is NOT tested"
  ),
  .timeLimit(.minutes(20))
)
struct TerminalReplTests {
  private let history: TemporaryFolder

  init() throws { history = try TemporaryFolder() }

  /// A session that has shown its prompt.
  private func session(columns: Int = 60) async throws -> TerminalSession {
    let session = try await TerminalSession(columns: columns, history: history)
    try await session.expect("opt>", column: 5)
    return session
  }

  @Test func `arrows move, and text goes in at the cursor`() async throws {
    let session = try await session()
    try session.type("a = 14")
    try session.press("Left")
    try session.type("23")
    try await session.expect("opt> a = 1234", column: 12)
    try session.press("Home", "Delete")
    try session.type("b")
    try session.press("End", "BSpace", "Enter")
    try await session.expect("opt> b = 123", "b = 123", "opt>")
  }

  @Test func `arrows go through the lines entered before, by their beginning`() async throws {
    let session = try await session()
    try await session.enter("a = 1")
    try await session.enter(":flat")
    try await session.enter("b = 2")
    try await session.expect("b = 2", "opt>")
    try session.press("Up")
    try await session.expect("opt> b = 2")
    try session.press("Up", "Up")
    try await session.expect("opt> a = 1")
    try session.press("Down", "Down", "Down")
    try await session.expect("opt>", column: 5)
    try session.type(":")
    try session.press("Up")
    try await session.expect("opt> :flat", column: 10)
    try session.press("Down")
    try await session.expect("opt> :", column: 6)
  }

  @Test func `history comes back in the next session`() async throws {
    let first = try await session()
    try await first.enter("kept = max(1,")
    try await first.enter("2)")
    try await first.expect("kept = 2", "opt>")
    try first.press("C-d")
    try await first.expectEnd(status: 0)
    let second = try await session()
    try second.press("Up")
    try await second.expect("opt> kept = max(1,", "···· 2)")
    try second.press("Enter")
    try await second.expect("kept = 2", "opt>")
  }

  @Test func `tab completes names, functions and commands`() async throws {
    let session = try await session()
    try await session.enter(":load lion")
    try await session.expect("}", "opt>")
    try session.type("weight_")
    try session.press("Tab")
    try await session.expect("opt> weight_decay", column: 17)
    try session.type(" * glob")
    try session.press("Tab")
    try await session.expect("opt> weight_decay * global_", column: 27)
    try session.press("Tab")
    try await session.expect(
      "opt> weight_decay * global_",
      "global_dot(    global_norm(   global_norm1(  global_sum(",
      "opt> weight_decay * global_"
    )
    try session.press("C-c")
    try session.type(":tr")
    try session.press("Tab")
    try await session.expect("opt> :trace")
    try session.press("C-u")
    try session.type(":load cautious_l")
    try session.press("Tab")
    try await session.expect("opt> :load cautious_lion")
  }

  @Test func `an entry has several lines while a bracket is open`() async throws {
    let session = try await session()
    try await session.enter("a = max(1,")
    try session.type("5)")
    try await session.expect("opt> a = max(1,", "···· 5)", column: 7)
    try session.press("Up")
    try await session.expect("opt> a = max(1,", "···· 5)", column: 7)
    try session.press("Home", "Delete")
    try session.type("b")
    try session.press("Down", "Enter")
    try await session.expect("opt> b = max(1,", "···· 5)", "b = 5", "opt>")
  }

  @Test func `Ctrl-C gives up the line and nothing else`() async throws {
    let session = try await session()
    try await session.enter("a = 1")
    try session.type("b = 2 * (")
    try session.press("C-c")
    try await session.expect("a = 1", "opt> b = 2 * (^C", "opt>", column: 5)
    try await session.enter("a")
    try await session.expect("opt> a", "a = 1", "opt>")
  }

  @Test(arguments: [":run quadratic@100", ":compare quadratic"])
  func `Ctrl-C ends work, not the session`(command: String) async throws {
    let session = try await session()
    try await session.enter("update = lr * g")
    try session.type(command)
    try session.press("Enter")
    try await session.expect("the end of the work") { screen in
      try session.press("C-c")
      return screen.rows.contains { $0.hasPrefix("stopped after") || $0 == "interrupted" }
    }
    try await session.enter("t")
    try await session.expect("t = 1", "opt>")
  }

  @Test func `Ctrl-D deletes in a line and leaves at an empty one`() async throws {
    let session = try await session()
    try session.type("abc")
    try session.press("Home", "C-d")
    try await session.expect("opt> bc", column: 5)
    try session.press("C-d", "C-d", "C-d")
    try await session.expectEnd(status: 0)
  }

  @Test func `a line is drawn anew when the terminal gets another width`() async throws {
    let session = try await session(columns: 60)
    try await session.enter("a = 1")
    try session.type("b = a" + String(repeating: " + 1", count: 16))
    let text = "opt> b = a" + String(repeating: " + 1", count: 16)
    for columns in [60, 31, 45, 100, 30] {
      try session.resize(columns: columns)
      let rows = stride(from: 0, to: text.count, by: columns).map { start in
        text.dropFirst(start).prefix(columns).trimmingSuffix { $0 == " " }
      }
      try await session.expect("\(columns) columns: \(rows)") { screen in
        screen.rows.suffix(rows.count + 2).elementsEqual(["opt> a = 1", "a = 1"] + rows)
      }
    }
    try session.press("Home")
    try session.type("c = 1 # ")
    try session.press("Enter")
    try await session.expect("c = 1", "opt>")
  }

  @Test func `wide characters, accents and emoji are edited as a whole`() async throws {
    let session = try await session()
    try session.type("a = 2 # 重み")
    try await session.expect("opt> a = 2 # 重み", column: 17)
    try session.press("Left")
    try await session.expect("opt> a = 2 # 重み", column: 15)
    try session.type("β")
    try await session.expect("opt> a = 2 # 重βみ", column: 16)
    try session.press("BSpace", "BSpace")
    try await session.expect("opt> a = 2 # み", column: 13)
    try session.type("e\u{301}👍")
    try await session.expect("opt> a = 2 # e\u{301}👍み", column: 16)
    try session.press("BSpace", "BSpace")
    try await session.expect("opt> a = 2 # み", column: 13)
    try session.press("Enter")
    try await session.expect("a = 2", "opt>")
  }

  @Test func `a wide character that does not fit goes to the next row`() async throws {
    let session = try await session(columns: 30)
    try session.type("#" + String(repeating: "重", count: 13))
    try await session.expect("opt> #" + String(repeating: "重", count: 12), "重", column: 2)
    try session.press("Left", "Left")
    try await session.expect("opt> #" + String(repeating: "重", count: 12), "重", column: 28)
  }

  @Test func `a paste is edited before it is entered`() async throws {
    let session = try await session()
    try session.paste("a = 1\nb =\ta + 1")
    try await session.expect("opt> a = 1", "···· b =  a + 1", column: 15)
    try session.press("Enter")
    try await session.expect("···· b =  a + 1", "a = 1", "b = 2", "opt>")
  }
}

extension Substring {
  /// The text without characters of a kind at its end.
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
    String(reversed().drop(while: isTrimmed).reversed())
  }
}
