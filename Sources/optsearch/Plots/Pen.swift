/// The colour and dash pattern of a curve.
struct Pen {
  // The palette of Okabe and Ito (2008), which colour-blind readers can tell apart.
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000",
  ]
  private static let dashes = ["", "7 4", "2 3", "10 3 2 3", "4 2", "12 4"]

  let place: Int

  var colour: String { Pen.colours[place % Pen.colours.count] }

  /// The dash pattern; nil for an unbroken line.
  var dashes: String? {
    let dashes = Pen.dashes[place % Pen.dashes.count]
    return dashes.isEmpty ? nil : dashes
  }

  /// The class by which a page gives the curve its own colours.
  var kind: String { "pen-\(place % Pen.colours.count)" }
}
