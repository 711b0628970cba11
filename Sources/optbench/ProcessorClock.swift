import Foundation

/// The time of this process alone: on a shared machine the wall clock says nothing of one input.
enum ProcessorClock {
  /// Seconds of the processor that the process has used.
  static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
