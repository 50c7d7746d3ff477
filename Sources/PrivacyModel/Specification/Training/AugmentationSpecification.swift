/// Several copies of each image, each shifted and perhaps mirrored, whose mean gradient counts as the image's.
package struct AugmentationSpecification: Hashable, Codable, Sendable {
  package let copies: Int
  /// Pixels by which a copy moves at most, in both directions.
  package let shift: Int
  /// Whether half of the copies are mirrored left to right.
  package let flips: Bool

  /// - Throws: `InvalidValue`.
  package init(copies: Int, shift: Int, flips: Bool) throws {
    self.copies = try checked(copies, "augmentation.copies", in: 1...1000)
    self.shift = try checked(shift, "augmentation.shift", in: 0...1000)
    self.flips = flips
  }
}
