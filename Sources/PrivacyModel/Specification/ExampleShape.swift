/// The shape of one example between two layers: an image, stored (height, width, channels), or a plain vector, whose
/// numbers are its channels.
package struct ExampleShape: Hashable, Codable, Sendable {
  package let height: Int
  package let width: Int
  package let channels: Int

  package init(height: Int, width: Int, channels: Int) {
    (self.height, self.width, self.channels) = (height, width, channels)
  }

  /// A vector of so many numbers.
  package static func flat(_ count: Int) -> ExampleShape { ExampleShape(height: 1, width: 1, channels: count) }

  /// How many numbers it has.
  package var count: Int { height * width * channels }
}

extension ExampleShape: CustomStringConvertible {
  package var description: String { height == 1 && width == 1 ? "\(channels)" : "\(height) × \(width) × \(channels)" }
}
