package import OptProgram

/// One program of a population.
package struct Member: Hashable, Sendable {
  /// The number of the individual.
  package var id: Int

  /// Its program, dead statements included.
  package var program: Program

  /// The place of its behaviour in the archive, where its score is kept.
  package var entry: Int

  /// The dataflow hash, from which a child must differ.
  package var dataflow: UInt64

  /// A member.
  package init(id: Int, program: Program, entry: Int, dataflow: UInt64) {
    self.id = id
    self.program = program
    self.entry = entry
    self.dataflow = dataflow
  }
}

/// Islands of programs in which the oldest makes room for the newest.
///
/// Ageing (Real et al. 2019, "Regularized Evolution for Image Classifier Architecture Search") lets a
/// lucky score live for one generation only, unless its descendants do well too.
package struct Population: Sendable {
  /// The members of each island, in a ring: the place after the newest holds the oldest.
  package private(set) var islands: [[Member]]
  private var oldest: [Int]
  private let capacity: Int

  /// Empty islands of a number of members each.
  package init(islands: Int, membersPerIsland: Int) {
    precondition(islands > 0 && membersPerIsland > 0, "a population needs room")
    self.islands = Array(repeating: [], count: islands)
    oldest = Array(repeating: 0, count: islands)
    capacity = membersPerIsland
  }

  /// Puts a member into an island; when the island is full the oldest goes.
  package mutating func insert(_ member: Member, island: Int) {
    guard islands[island].count == capacity else {
      islands[island].append(member)
      return
    }
    islands[island][oldest[island]] = member
    oldest[island] = (oldest[island] + 1) % capacity
  }

  /// Fills an island with one member.
  package mutating func fill(island: Int, with member: Member) {
    islands[island] = Array(repeating: member, count: capacity)
    oldest[island] = 0
  }

  /// The best of some members drawn with replacement; the first drawn wins a tie.
  package func tournament(
    island: Int,
    size: Int,
    archive: Archive,
    _ stream: inout RandomStream
  ) -> Member {
    let members = islands[island]
    var best = members[stream.below(members.count)]
    for _ in 1..<max(1, size) {
      let rival = members[stream.below(members.count)]
      if archive[rival.entry].fitness.rank > archive[best.entry].fitness.rank { best = rival }
    }
    return best
  }

  /// The best member of an island, the first in the ring of equals.
  package func best(island: Int, archive: Archive) -> Member {
    islands[island].max { archive[$0.entry].fitness.rank < archive[$1.entry].fitness.rank }
      ?? islands[island][0]
  }

  /// Copies the best of each island to the next one.
  package mutating func migrate(archive: Archive) {
    guard islands.count > 1 else { return }
    let travellers = islands.indices.map { best(island: $0, archive: archive) }
    for (island, traveller) in travellers.enumerated() {
      insert(traveller, island: (island + 1) % islands.count)
    }
  }

  /// The score below which a fraction of all members lies.
  package func quantile(_ fraction: Double, archive: Archive) -> Double {
    let ranks = islands.joined().map { archive[$0.entry].fitness.rank }.sorted()
    guard !ranks.isEmpty else { return -.infinity }
    return ranks[min(ranks.count - 1, Int(fraction * Double(ranks.count)))]
  }
}
