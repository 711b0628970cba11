import OptProgram

/// Draws the examples of each batch; depends on the seed only.
///
/// The training part is gone through in random order, anew in each epoch; where it is much larger than
/// a training looks at, examples are drawn independently instead.
struct BatchSampler {
  private let seed: UInt64
  private let count: Int
  private var order: [Int]
  private var next = 0
  private var epoch: UInt64 = 0
  private var stream: RandomStream

  private static let largestShuffled = 20_000

  init(seed: UInt64, count: Int) {
    self.seed = seed
    self.count = count
    order = count <= BatchSampler.largestShuffled ? Array(0..<count) : []
    stream = RandomStream(seed: seed, purpose: .batches)
    next = order.count
  }

  /// The examples of the next batch.
  mutating func fill(_ batch: UnsafeMutableBufferPointer<Int>) {
    for place in batch.indices {
      batch[place] = order.isEmpty ? stream.below(count) : nextOfEpoch()
    }
  }

  private mutating func nextOfEpoch() -> Int {
    if next == order.count {
      epoch += 1
      stream = RandomStream(seed: seed, purpose: .batches, index: epoch)
      stream.shuffle(&order)
      next = 0
    }
    next += 1
    return order[next - 1]
  }
}
