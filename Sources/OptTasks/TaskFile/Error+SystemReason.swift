import Foundation

extension Error {
  /// What the system says of a file that cannot be read or written, without the words that Foundation
  /// puts around it or in its place.
  package var systemReason: String {
    guard let cause = (self as NSError).userInfo[NSUnderlyingErrorKey] as? any Error,
      (cause as NSError).domain == NSPOSIXErrorDomain
    else { return localizedDescription }
    return String(cString: strerror(Int32((cause as NSError).code)))
  }
}
