/// Why a run directory cannot be used.
public enum RunDirectoryError: Error, Hashable, Sendable {
  /// A file could not be opened, read or written.
  case file(path: String, reason: String)
  /// Another process is searching in the directory.
  case locked(path: String)
  /// A new run was asked for where one already is.
  case exists(path: String)
  /// There is no run to resume.
  case missing(path: String)
  /// A line of a file is not what any version writes.
  case corrupted(path: String, line: Int, reason: String)
  /// A file is whole, and not what this version writes.
  case otherVersion(path: String, reason: String)
  /// A line of the journal is not what the configuration leads to.
  case mismatch(path: String, line: Int)
}

extension RunDirectoryError: CustomStringConvertible {
  /// One sentence for the user.
  public var description: String {
    switch self {
    case .file(let path, let reason): "\(path): \(reason)"
    case .locked(let path): "\(path): another process is at work in this directory"
    case .exists(let path):
      "\(path): there is already a run here; resume it or choose another directory"
    case .missing(let path): "\(path): there is no run here"
    case .corrupted(let path, let line, let reason):
      "\(path):\(line): damaged: \(reason)"
    case .otherVersion(let path, let reason):
      "\(path): written by another version of optsearch (\(reason)); this one can neither read the run"
        + " nor go on with it"
    case .mismatch(let path, let line):
      "\(path):\(line): the configuration leads to another line; it or the program has changed"
    }
  }
}
