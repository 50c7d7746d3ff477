internal import NumericalCore
package import PrivacyModel

/// Several copies of each example, each shifted and perhaps mirrored at random; the mean of their gradients is clipped as
/// the example's one gradient, so that privacy costs nothing more.
///
/// - Reference: De et al., "Unlocking High-Accuracy Differentially Private Image Classification through Scale", section
///   3.2 of arXiv:2204.13650v2.
package struct Augmentation: Hashable, Sendable {
  package let copies: Int
  /// Each copy moves by −shift … shift pixels in both directions; zeros come in at the edge.
  package let shift: Int
  /// Whether half of the copies are mirrored left to right.
  package let flips: Bool
  package let image: ExampleShape

  package init(copies: Int, shift: Int, flips: Bool, image: ExampleShape) {
    precondition(copies >= 1 && shift >= 0, "an example has at least one copy, and a shift is not negative")
    (self.copies, self.shift, self.flips, self.image) = (copies, shift, flips, image)
  }

  /// How many numbers of a stream one copy takes.
  static let drawsOfACopy = 3

  /// Writes a copy of `example`, (height, width, channels).
  func write(
    _ example: UnsafePointer<Float>, to copy: UnsafeMutablePointer<Float>, using stream: inout RandomStream
  ) {
    let (down, right) = (draw(&stream), draw(&stream))
    let isMirrored = stream.next() & 1 == 1 && flips
    for y in 0..<image.height {
      for x in 0..<image.width {
        let (row, column) = (y - down, (isMirrored ? image.width - 1 - x : x) - right)
        let target = copy + (y * image.width + x) * image.channels
        if (0..<image.height).contains(row), (0..<image.width).contains(column) {
          target.update(from: example + (row * image.width + column) * image.channels, count: image.channels)
        } else {
          target.update(repeating: 0, count: image.channels)
        }
      }
    }
  }

  /// A whole number from −shift to shift.
  private func draw(_ stream: inout RandomStream) -> Int {
    Int(stream.nextUniform() * Double(2 * shift + 1)) - shift
  }
}
