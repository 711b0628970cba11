import Synchronization
import Testing

@testable import OptRuntime

struct ThreadTeamTests {
  private final class Tally: ThreadTeam.Work {
    let counts: [Atomic<Int>.Box] = (0..<4).map { _ in Atomic<Int>.Box() }

    func perform(part: Int, of parts: Int) {
      counts[part].value.add(1, ordering: .relaxed)
    }
  }

  @Test func `every part is done once a round, before the round ends`() {
    let team = ThreadTeam(count: 4)
    let tally = Tally()
    for round in 1...500 {
      team.run(tally, parts: 4)
      #expect(tally.counts.allSatisfy { $0.value.load(ordering: .relaxed) == round })
    }
    team.run(tally, parts: 2)
    #expect(tally.counts.map { $0.value.load(ordering: .relaxed) } == [501, 501, 500, 500])
  }
}

extension Atomic where Value == Int {
  /// A number of its own that threads may share.
  fileprivate final class Box: Sendable {
    let value = Atomic(0)
  }
}
