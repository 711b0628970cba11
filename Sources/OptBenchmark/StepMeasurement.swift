/// How fast one way of executing steps is for one size.
package struct StepMeasurement: Sendable {
  package let engine: StepEngine

  /// The number of elements.
  package let size: Int

  /// A whole step.
  package let seconds: Double

  /// Bytes of the arrays that a step has to read and of those that it has to write.
  package let movedBytes: Int

  /// A loop over the same bytes that only adds, nil where a step writes no array.
  package let roofSeconds: Double?

  /// The step's loop in C on the same number of threads, nil where it cannot be had.
  package let yardstickSeconds: Double?

  /// From a program that the process does not know to the end of its first step.
  package let preparationSeconds: Double

  package var nanosecondsPerElement: Double { seconds * 1e9 / Double(size) }

  package var bytesPerSecond: Double { Double(movedBytes) / seconds }

  package var roofFraction: Double? { roofSeconds.map { $0 / seconds } }

  package var yardstickNanosecondsPerElement: Double? {
    yardstickSeconds.map { $0 * 1e9 / Double(size) }
  }

  /// How many times longer a step takes than the loop in C.
  package var timesYardstick: Double? { yardstickSeconds.map { seconds / $0 } }
}
