import Foundation

/// What one process knows at the beginning of its part of a run.
struct Session {
  let history: RunHistory
  let journal: JournalWriter
  let clock: SearchClock
  private(set) var warnings: [String] = []

  init(
    _ configuration: SearchConfiguration,
    _ directory: RunDirectory?
  ) throws(RunDirectoryError) {
    guard let directory else {
      history = RunHistory(configuration)
      journal = try JournalWriter(nil, expecting: [])
      clock = SearchClock()
      return
    }
    let url = RunDirectory.journalURL(directory.url)
    var earlier = RunHistory(configuration, path: url.path)
    let hasDroppedLine = try JournalFile.recover(url) { line throws(RunDirectoryError) in
      try earlier.append(line)
    }
    if hasDroppedLine {
      warnings.append("\(url.path): the last line was torn and has been dropped")
    }
    history = earlier
    journal = try JournalWriter(url, expecting: history.pending)
    clock = SearchClock(
      secondsBefore: history.elapsed,
      programsBefore: history.state.programs
    )
  }

  /// What is reported before there is anything to count.
  var tuningProgress: SearchProgress {
    SearchProgress(
      phase: .tuning,
      statistics: history.state.statistics,
      bestScore: nil,
      validation: nil,
      best: nil,
      elapsed: clock.elapsed,
      programsPerSecond: 0,
      secondsLeft: nil
    )
  }

  /// Wall seconds of one full training when all threads are busy, as tuning has shown.
  func trainingSeconds(_ start: StartRecord) -> Double {
    let elapsed = start.time?.elapsed ?? clock.elapsed
    return start.trainings == 0 ? 0 : elapsed / Double(start.trainings)
  }
}
