package import OptProgram
package import OptSimplify
import Synchronization

/// What one worker thread owns: scratch memory, and the trainers behind its evaluator.
package struct Workbench<Worker: EvaluationWorker> {
  package var mutator: Mutator
  package var verifier = Verifier()
  package var liveness = Liveness()
  package var dataflow = DataflowHash()
  package var canonical = CanonicalHash()
  package var worker: Worker

  /// The dataflow hash of a verified program.
  package mutating func dataflowHash(of program: Program) -> UInt64 {
    liveness.analyze(program)
    return dataflow.hash(program, liveness)
  }

  /// The canonical hash of a verified program.
  package mutating func canonicalHash(of program: Program) -> UInt64 {
    canonical.hash(program)
  }
}

/// Workers that share out independent jobs; results are in the order of the jobs.
package struct WorkerPool<E: Evaluator>: Sendable {
  private let workers: [PoolWorker<E>]

  /// A number of workers, each with a workbench of its own.
  package init(_ count: Int, evaluator: E, mutator: Mutator) {
    workers = (0..<max(1, count)).map { _ in PoolWorker(evaluator: evaluator, mutator: mutator) }
  }

  /// Does a job for each input, whichever worker is free next.
  ///
  /// The dearest inputs are begun first, of equally dear ones the first: what is begun last should not keep
  /// the other workers waiting.
  package func map<Input: Sendable, Output: Sendable>(
    _ inputs: [Input],
    cost: (Input) -> Int = { _ in 1 },
    _ job: @escaping @Sendable (inout Workbench<E.Worker>, Input) -> Output
  ) async -> [Output] {
    if inputs.isEmpty { return [] }
    let costs = inputs.map(cost)
    let queue = JobQueue(inputs.indices.sorted { (costs[$1], $0) < (costs[$0], $1) })
    var results: [Output?] = inputs.map { _ in nil }
    await withTaskGroup(of: [(Int, Output)].self) { group in
      for worker in workers.prefix(inputs.count) {
        group.addTask { await worker.work(queue, inputs, job) }
      }
      for await part in group {
        for (place, output) in part { results[place] = output }
      }
    }
    return results.compactMap { $0 }
  }
}

/// The places of jobs that no worker has taken yet.
private final class JobQueue: Sendable {
  private let next = Atomic<Int>(0)
  private let places: [Int]

  init(_ places: [Int]) { self.places = places }

  func take() -> Int? {
    let turn = next.add(1, ordering: .relaxed).oldValue
    return turn < places.count ? places[turn] : nil
  }
}

private actor PoolWorker<E: Evaluator> {
  private var bench: Workbench<E.Worker>

  init(evaluator: E, mutator: Mutator) {
    bench = Workbench(mutator: mutator, worker: evaluator.makeWorker())
  }

  func work<Input: Sendable, Output: Sendable>(
    _ queue: JobQueue,
    _ inputs: [Input],
    _ job: @Sendable (inout Workbench<E.Worker>, Input) -> Output
  ) -> [(Int, Output)] {
    var results: [(Int, Output)] = []
    while let place = queue.take() { results.append((place, job(&bench, inputs[place]))) }
    return results
  }
}
