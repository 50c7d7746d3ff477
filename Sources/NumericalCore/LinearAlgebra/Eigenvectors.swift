internal import CNumerics

/// The unit eigenvectors of a symmetric matrix, by ascending eigenvalue; the largest element of each is positive.
///
/// - Parameter matrix: (size, size), finite.
/// - Returns: (size, size), an eigenvector a row. Where eigenvalues are equal, some basis of their space.
package func eigenvectors(ofSymmetric matrix: [Double], size: Int) -> [Double] {
  precondition(size >= 1 && matrix.count == size * size, "a symmetric matrix of \(size) rows has as many columns")
  var (vectors, values) = (matrix, [Double](repeating: 0, count: size))
  var (order, info) = (Int32(size), Int32(0))
  var work = [Double](repeating: 0, count: 1 + 6 * size + 2 * size * size)
  var integers = [Int32](repeating: 0, count: 3 + 5 * size)
  var (workSize, integersSize) = (Int32(work.count), Int32(integers.count))
  dsyevd_("V", "U", &order, &vectors, &order, &values, &work, &workSize, &integers, &integersSize, &info)
  precondition(info == 0, "the eigenvalues of a finite symmetric matrix converge")
  for row in 0..<size {
    let range = row * size..<(row + 1) * size
    guard let largest = vectors[range].max(by: { abs($0) < abs($1) }), largest < 0 else { continue }
    for index in range { vectors[index] = -vectors[index] }
  }
  return vectors
}
