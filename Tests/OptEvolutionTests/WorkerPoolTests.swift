import Synchronization
import Testing

@testable import OptEvolution

struct WorkerPoolTests {
  @Test(arguments: [1, 3])
  func `results are in the order of the inputs`(_ workers: Int) async {
    let pool = WorkerPool(
      workers,
      evaluator: SyntheticEvaluator(),
      mutator: Mutator(space: .standard, weights: .standard)
    )
    let inputs = Array(0..<100)
    let results = await pool.map(inputs, cost: \.trailingZeroBitCount) { _, input in input }
    #expect(results == inputs)
    #expect(await pool.map([Int]()) { _, input in input } == [])
  }

  @Test func `the dearest jobs are begun first, of equally dear ones the first`() async {
    let pool = WorkerPool(
      1,
      evaluator: SyntheticEvaluator(),
      mutator: Mutator(space: .standard, weights: .standard)
    )
    let order = Mutex<[Int]>([])
    _ = await pool.map([1, 8, 6, 24, 5], cost: \.trailingZeroBitCount) { _, input in
      order.withLock { $0.append(input) }
    }
    #expect(order.withLock { $0 } == [8, 24, 6, 1, 5])
  }
}
