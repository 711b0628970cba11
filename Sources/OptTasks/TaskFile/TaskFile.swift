public import Foundation

/// A task of the user's own: data, a family of models and its sizes, as a JSON file names them.
public struct TaskFile: Sendable {
  /// What a file may say; see README for what the keys mean.
  enum Key: String, CodingKey, CaseIterable {
    case name, csv, target, header, separator, images, labels, text
    case model, loss, hidden, activation, channels, context, width, heads, blocks
    case standardize, validation, test
    case splitSeed = "split_seed"
    case batch, steps
  }

  /// The families of models.
  enum ModelFamily: String, Decodable, CaseIterable {
    case linear, mlp, cnn
    case contextMLP = "context-mlp"
    case transformer
  }

  enum Loss: String, Decodable, CaseIterable {
    case crossEntropy = "cross_entropy"
    case squared
  }

  enum Activation: String, Decodable, CaseIterable {
    case relu, tanh, gelu
  }

  var name: String?
  var csv: String?
  var target: String?
  var header = true
  var separator = ","
  var images: String?
  var labels: String?
  var text: String?
  var model = ModelFamily.mlp
  var loss: Loss?
  var hidden = [32]
  var activation = Activation.relu
  var channels = [8, 8]
  var context = 8
  var width = 32
  var heads = 2
  var blocks = 1
  var standardize = true
  var validation = 0.15
  var test = 0.15
  var splitSeed: UInt64 = 1
  var batch = 64
  var steps = 300

  /// Bytes of a task file beyond which it must be something else.
  private static let largestFile = 1 << 20

  /// Whether a task reference is the path of a file and not the name of a task that ships.
  public static func isPath(_ reference: String) -> Bool { reference.hasSuffix(".json") }

  /// The task that a file describes, its data read and divided.
  ///
  /// Paths in the file are relative to it.
  public static func load(_ url: URL) throws(TaskFileError) -> ProxyTask {
    let path = url.relativePath
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: url)
      data = try handle.read(upToCount: largestFile + 1) ?? Data()
    } catch {
      throw TaskFileError(unreadable: path, error)
    }
    guard data.count <= largestFile else {
      throw TaskFileError(path, "is longer than \(largestFile) bytes: this is no task file")
    }
    let file: TaskFile
    do { file = try JSONDecoder().decode(TaskFile.self, from: data) } catch {
      throw TaskFileError(path, TaskFile.message(of: error))
    }
    try file.validate(path)
    return try file.task(besides: url)
  }

  private static func message(of error: any Error) -> String {
    guard let error = error as? DecodingError else { return "cannot be decoded" }
    switch error {
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .keyNotFound(_, let context):
      let key = context.codingPath.first?.stringValue ?? ""
      return "`\(key)`: \(context.debugDescription)"
    case .dataCorrupted(let context):
      let key = context.codingPath.first.map { "`\($0.stringValue)`: " } ?? ""
      let cause = (context.underlyingError as NSError?)?.userInfo["NSDebugDescription"] as? String
      return key + (cause ?? context.debugDescription)
    @unknown default: return "cannot be decoded"
    }
  }

  private func validate(_ path: String) throws(TaskFileError) {
    func demand(_ condition: Bool, _ message: String) throws(TaskFileError) {
      if !condition { throw TaskFileError(path, message) }
    }
    let sources = [csv, images, text].compactMap { $0 }.count
    try demand(sources == 1, "name one of `csv`, `images` and `text`")
    try demand(separator.utf8.count == 1, "`separator` is one character")
    try demand(csv == nil || target != nil, "`target` names the column to be predicted")
    try demand(csv == nil || loss != nil, "`loss` is `cross_entropy` or `squared`")
    try demand(images == nil || labels != nil, "`labels` names the file with the labels")
    try demand(
      (text != nil) == (model == .transformer || model == .contextMLP),
      "models of `text` are `transformer` and `context-mlp`, and only they"
    )
    try demand(csv == nil || model != .cnn, "`cnn` needs `images`")
    try demand(channels.count == 2, "`channels` are two numbers")
    for (key, number) in [
      ("context", context), ("width", width), ("heads", heads), ("blocks", blocks),
      ("batch", batch), ("steps", steps),
    ] + (hidden + channels).map({ ("hidden and channels", $0) }) {
      try demand((1...1_000_000).contains(number), "`\(key)` is from 1 to 1,000,000")
    }
    try demand(width % heads == 0, "`width` is a multiple of `heads`")
    try demand(
      validation > 0 && test > 0 && validation + test < 1,
      "`validation` and `test` are shares above 0 that leave something to train on"
    )
  }
}

extension TaskFile: Decodable {
  /// Any key, to find those that mean nothing.
  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Reads a file's keys; unknown ones are errors.
  public init(from decoder: any Decoder) throws {
    for key in try decoder.container(keyedBy: AnyKey.self).allKeys
    where Key(rawValue: key.stringValue) == nil {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: [key],
          debugDescription: "unknown key; there are "
            + Key.allCases.map(\.rawValue).joined(separator: ", ")
        )
      )
    }
    let container = try decoder.container(keyedBy: Key.self)
    func read<Value: Decodable>(_ key: Key, _ value: inout Value) throws {
      value = try container.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(.name, &name)
    try read(.csv, &csv)
    try read(.target, &target)
    try read(.header, &header)
    try read(.separator, &separator)
    try read(.images, &images)
    try read(.labels, &labels)
    try read(.text, &text)
    try read(.model, &model)
    try read(.loss, &loss)
    try read(.hidden, &hidden)
    try read(.activation, &activation)
    try read(.channels, &channels)
    try read(.context, &context)
    try read(.width, &width)
    try read(.heads, &heads)
    try read(.blocks, &blocks)
    try read(.standardize, &standardize)
    try read(.validation, &validation)
    try read(.test, &test)
    try read(.splitSeed, &splitSeed)
    try read(.batch, &batch)
    try read(.steps, &steps)
  }
}
