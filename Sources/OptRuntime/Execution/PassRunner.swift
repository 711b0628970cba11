import OptProgram

/// Runs passes, large ones on several threads.
///
/// Threads take contiguous ranges of chunks; what a chunk's reductions give is kept and folded in the
/// order of chunks by the caller, so the bits do not depend on the number of threads (semantics rule 20).
final class PassRunner {
  private var totals = UnsafeMutablePointer<Float>.allocate(capacity: 1)
  private var limits = PlanCache.Limits()
  /// By part of a pass; made when a pass needs them.
  private var workers: [PassWorker] = []
  private let team: ThreadTeam?

  /// The pass that the team works on.
  private var shared: BoundPass?

  /// Elements that are worth a thread: whole chunks.
  static let elementsPerThread = 4 * MicroKernel.chunkLength

  /// A runner; with a team, large passes are shared by its threads.
  init(team: ThreadTeam?) { self.team = team }

  /// Makes room for passes within limits.
  func reserve(_ limits: PlanCache.Limits) {
    if limits.reductions > self.limits.reductions {
      totals.deallocate()
      totals = .allocate(capacity: limits.reductions)
      totals.initialize(repeating: 0, count: limits.reductions)
    }
    if limits.streams > self.limits.streams { workers = [] }
    self.limits = limits
  }

  private func makeWorkers() {
    guard workers.isEmpty else { return }
    workers = (0..<(team?.count ?? 1)).map { _ in PassWorker(streams: limits.streams) }
  }

  deinit {
    totals.deallocate()
  }

  /// Runs a pass; `result` gets the values of reductions.
  @inline(__always)
  func run(_ bound: BoundPass, result: (Int, Double) -> Void) {
    execute(bound)
    for (place, target) in bound.pass.results.enumerated() {
      result(target, Double(totals[place]))
    }
  }

  private func execute(_ bound: BoundPass) {
    let threads = threads(for: bound)
    if threads > 1, let team {
      makeWorkers()
      bound.widenVectors()
      shared = bound
      team.run(self, parts: threads)
      shared = nil
      fold(bound)
    } else if bound.isDirect {
      bound.executor.run(bound.call.arguments(reductions: totals))
    } else {
      makeWorkers()
      bound.widenVectors()
      workers[0].run(bound, chunks: 0..<bound.chunkCount)
      fold(bound)
    }
  }

  /// The threads that share a pass.
  ///
  /// Sums along an axis go from row to row in order: they stay on one thread.
  private func threads(for bound: BoundPass) -> Int {
    guard let team, !bound.hasAxisSums else { return 1 }
    return min(team.count, bound.count / PassRunner.elementsPerThread)
  }

  private func fold(_ bound: BoundPass) {
    let reductions = bound.pass.kernel.kernel.reductions
    for (place, reduction) in reductions.enumerated() {
      var total: Float = 0
      for chunk in 0..<bound.chunkCount {
        let value = bound.partials[chunk * reductions.count + place]
        switch reduction.kind {
        case .sum: total += value
        case .maximum: if value > total || value.isNaN { total = value }
        }
      }
      totals[place] = total
    }
  }
}

extension PassRunner: ThreadTeam.Work {
  func perform(part: Int, of parts: Int) {
    guard let shared else { return }
    let chunks = shared.chunkCount
    workers[part].run(shared, chunks: chunks * part / parts..<chunks * (part + 1) / parts)
  }
}
