/// Times several ways of doing the same in turns, so that what disturbs one disturbs all.
struct InterleavedTimer {
  /// Rounds in which every contender runs once.
  var rounds: Int
  /// The least duration of one measurement.
  var atLeast = Duration.microseconds(200)

  /// Durations of one execution, in seconds.
  struct Result {
    /// What counts.
    var median: Double
    /// What is left where other work disturbs more than half of the rounds.
    var least: Double
  }

  /// Times each contender.
  func measure(_ contenders: [() -> Void]) -> [Result] {
    let repetitions = contenders.map(repetitions)
    var seconds = [[Double]](repeating: [], count: contenders.count)
    for _ in 0..<rounds {
      for (place, contender) in contenders.enumerated() {
        let duration = time(contender, repetitions[place])
        seconds[place].append(duration / Double(repetitions[place]))
      }
    }
    return seconds.map { seconds in
      let sorted = seconds.sorted()
      return Result(median: sorted[sorted.count / 2], least: sorted[0])
    }
  }

  /// How often a contender must run to last long enough.
  private func repetitions(_ contender: () -> Void) -> Int {
    var count = 1
    while time(contender, count) < atLeast.seconds { count *= 2 }
    return count
  }

  private func time(_ contender: () -> Void, _ count: Int) -> Double {
    let clock = ContinuousClock()
    return clock.measure { for _ in 0..<count { contender() } }.seconds
  }
}

extension Duration {
  /// The duration as a number of seconds.
  var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
