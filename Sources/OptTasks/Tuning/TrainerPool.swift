import Synchronization

/// Runs many trainings of one task side by side; the results do not depend on the number of threads.
package struct TrainerPool: Sendable {
  private let task: ProxyTask
  private let threads: Int

  /// A pool of so many threads, at least one.
  package init(_ task: ProxyTask, threads: Int) {
    self.task = task
    self.threads = max(1, threads)
  }

  /// The value of each job, in the order of the jobs.
  ///
  /// - Throws: The error of the first job that failed, or `CancellationError`.
  package func map<Job: Sendable, Value: Sendable>(
    _ jobs: [Job],
    _ body: @escaping @Sendable (Trainer, Job) throws -> Value
  ) async throws -> [Value] {
    let next = SharedCounter()
    let found = await withTaskGroup(of: [(Int, Result<Value, any Error>)].self) { group in
      for _ in 0..<min(threads, jobs.count) {
        group.addTask { work(jobs, next, body) }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    try Task.checkCancellation()
    return try found.sorted { $0.0 < $1.0 }.map { try $0.1.get() }
  }

  private func work<Job, Value>(
    _ jobs: [Job],
    _ next: SharedCounter,
    _ body: (Trainer, Job) throws -> Value
  ) -> [(Int, Result<Value, any Error>)] {
    let trainer = Trainer(task)
    var results: [(Int, Result<Value, any Error>)] = []
    while let place = next.take(below: jobs.count), !Task.isCancelled {
      results.append((place, Result { try body(trainer, jobs[place]) }))
    }
    return results
  }
}

/// The number of the next job, shared by the threads of a pool.
private final class SharedCounter: Sendable {
  private let next = Atomic(0)

  func take(below count: Int) -> Int? {
    let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return place < count ? place : nil
  }
}
