import OptRuntime

/// A kernel whose outputs all overwrite inputs: what C and the roof are measured with.
struct FusedLoop {
  let kernel: MicroKernel
  let inPlace: [Int: Int]
  let count: Int

  /// The step of a rule, nil unless it is a single traversal of plain arrays in place, without sums.
  init?(step profile: StepProfile, count: Int) {
    guard profile.traversals.count == 1, !profile.callsMatrixFunctions,
      profile.arrays.allSatisfy({ $0.byteCount == count * MemoryLayout<Float>.size })
    else { return nil }
    let traversal = profile.traversals[0]
    kernel = traversal.kernel
    inPlace = traversal.inPlace
    guard kernel.reductions.isEmpty, inPlace.count == kernel.stores.count else { return nil }
    self.count = count
  }

  /// The loops that touch the same bytes as a step, with one addition for each array that is written:
  /// one loop for arrays of each size.
  static func roofs(of profile: StepProfile) -> [FusedLoop] {
    let sizes = Set(profile.arrays.map(\.byteCount)).sorted()
    return sizes.compactMap { size in
      FusedLoop(roofOf: profile.arrays.filter { $0.byteCount == size }, byteCount: size)
    }
  }

  /// Nil where nothing is written, or there is less than a float.
  private init?(roofOf arrays: [StepProfile.StoredArray], byteCount: Int) {
    count = byteCount / MemoryLayout<Float>.size
    let written = arrays.indices.filter { arrays[$0].isWritten }
    guard count > 0, !written.isEmpty else { return nil }
    var builder = KernelBuilder()
    let loads = arrays.indices.map { builder.load($0) }
    let read = loads[arrays.firstIndex { !$0.isWritten } ?? 0]
    for array in written { _ = builder.store(builder.add(loads[array], read)) }
    kernel = builder.finish()
    inPlace = Dictionary(uniqueKeysWithValues: written.enumerated().map { ($0, $1) })
  }
}
