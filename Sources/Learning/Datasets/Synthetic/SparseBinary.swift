package import NumericalCore

extension Dataset {
  /// Random bits around one prototype for each class, like records of who bought what.
  ///
  /// Every bit of a prototype is 1 with probability `density`. Example i belongs to class i mod `classes`; each of its
  /// bits is drawn anew, 1 with probability `density`, with probability `redrawing`, and the prototype's otherwise. So
  /// any one bit is 1 with probability `density`, and
  /// ```
  /// P[bit of the example ≠ bit of the prototype] = 2 · redrawing · density · (1 − density).
  /// ```
  /// The prototypes are drawn first and the examples one after the other, so that a larger dataset begins with the
  /// smaller.
  ///
  /// - Parameters:
  ///   - density: In (0, 1).
  ///   - redrawing: In [0, 1]; at 1 the classes are alike.
  package static func sparseBinary(
    examples: Int, features: Int, classes: Int, density: Double, redrawing: Double = 0.3,
    using stream: inout RandomStream
  ) throws -> Dataset {
    requireSyntheticSize(examples: examples, features: features, classes: classes)
    precondition(density > 0 && density < 1, "a density is greater than 0 and less than 1, got \(density)")
    precondition((0...1).contains(redrawing), "a probability is from 0 to 1, got \(redrawing)")
    let prototypes = (0..<classes * features).map { _ -> Float in stream.nextUniform() < density ? 1 : 0 }
    var elements: [Float] = []
    elements.reserveCapacity(examples * features)
    for example in 0..<examples {
      let prototype = example % classes * features
      for feature in 0..<features {
        // One uniform u for both draws: where u < redrawing, u / redrawing is uniform on (0, 1) again.
        let uniform = stream.nextUniform()
        let isRedrawn = uniform < redrawing
        elements.append(isRedrawn ? (uniform < redrawing * density ? 1 : 0) : prototypes[prototype + feature])
      }
    }
    return try Dataset(
      features: Matrix(rows: examples, columns: features, elements: elements),
      labels: (0..<examples).map { Int32($0 % classes) }, classes: classes)
  }
}
