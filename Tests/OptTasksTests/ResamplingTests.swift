import OptProgram
import Testing

@testable import OptTasks

struct ResamplingTests {
  private func rows(_ part: Examples) -> [Int] {
    (0..<part.count).map { part.featureStart($0) / part.featureColumns }
  }

  @Test func `a table is divided anew without touching the test part`() {
    let split = DataSets.cancer
    let first = split.resampled(seed: 1)
    let union = Set(rows(split.training) + rows(split.validation))
    #expect(first.training.count == split.training.count)
    #expect(Set(rows(first.training)).union(rows(first.validation)) == union)
    #expect(Set(rows(first.training)).isDisjoint(with: rows(first.validation)))
    #expect(Set(rows(first.validation)) != Set(rows(split.validation)))
    #expect(rows(first.test) == rows(split.test))
    #expect(rows(first.validation) == rows(split.resampled(seed: 1).validation))
    #expect(rows(first.validation) != rows(split.resampled(seed: 2).validation))
  }

  @Test func `windows of a text for training do not touch those for validation`() {
    let length = 9
    let split = DataSets.genesis.windows(length: length, held: 100)
    var starts: Set<Int> = []
    for seed in 0..<20 as Range<UInt64> {
      let new = split.resampled(seed: seed)
      let validation = (0..<new.validation.count).map { new.validation.indexStart($0) }
      let range = (validation.min() ?? 0)..<((validation.max() ?? 0) + length)
      starts.insert(range.lowerBound)
      #expect(new.validation.count == split.validation.count)
      let training = (0..<new.training.count).map { new.training.indexStart($0) }
      #expect(Set(training).count == training.count)
      #expect(training.allSatisfy { $0 + length <= range.lowerBound || $0 >= range.upperBound })
      // Every window that could be used is used: only those that touch the block are gone.
      #expect(training.count >= split.training.count - 2 * length)
      let end = new.training.indices.count
      #expect((training.max() ?? end) + length <= end - DataSets.genesis.text.count / 10)
    }
    #expect(starts.count == 20)
  }

  @Test func `data that can be divided in one way only stays as it is`() {
    let split = DataSets.sparseNoise(count: 4)
    let new = split.resampled(seed: 3)
    #expect(rows(new.training) == rows(split.training))
    #expect(rows(new.validation) == rows(split.validation))
  }
}
