package import NumericalCore

extension Dataset {
  /// Isotropic Gaussian clusters, one for each class.
  ///
  /// The coordinates of the centres are independent standard normals. Example i belongs to class i mod `classes`, and
  /// each of its features is the centre's plus `spread` times an independent standard normal. The centres are drawn
  /// first and the examples one after the other, so that a larger dataset begins with the smaller.
  ///
  /// - Parameter spread: The standard deviation of a cluster along every axis, finite and greater than 0.
  /// - Throws: `DatasetError.invalid` where a feature is beyond single precision.
  package static func gaussianBlobs(
    examples: Int, features: Int, classes: Int, spread: Double, using stream: inout RandomStream
  ) throws -> Dataset {
    requireSyntheticSize(examples: examples, features: features, classes: classes)
    precondition(spread > 0 && spread.isFinite, "a spread is finite and greater than 0, got \(spread)")
    let centres = (0..<classes * features).map { _ in stream.nextNormal() }
    var elements: [Float] = []
    elements.reserveCapacity(examples * features)
    for example in 0..<examples {
      let centre = example % classes * features
      for feature in 0..<features {
        elements.append(Float(centres[centre + feature] + spread * stream.nextNormal()))
      }
    }
    return try Dataset(
      features: Matrix(rows: examples, columns: features, elements: elements),
      labels: (0..<examples).map { Int32($0 % classes) }, classes: classes)
  }
}
