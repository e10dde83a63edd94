import Cells
import CitySafety
import Glibc
import Testing

@testable import Runtime

@Suite struct ThemeShelfTests {
  private static let folder = temporaryFolder("themes")

  /// The shipped themes.
  private static let shipped: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/") + "/themes"
  }()

  @Test func aThemeOfThatNameThatIsNotThereIsSaidAndTheDefaultIsUsed() {
    let shelf = ThemeShelf(folders: [ThemeShelfTests.shipped], chosen: "neon")
    #expect(shelf.current.name == "night")
    #expect(shelf.takeNotices().first?.en.contains("no theme named neon") == true)
    #expect(shelf.takeNotices().isEmpty)
  }

  @Test func aBrokenFileKeepsTheThemeAndIsSaidOnce() throws {
    let night = try #require(TextFile.read(ThemeShelfTests.shipped + "/night.toml"))
    let file = ThemeShelfTests.folder + "/mine.toml"
    #expect(TextFile.replace(file, with: night))
    let shelf = ThemeShelf(folders: [ThemeShelfTests.folder, ThemeShelfTests.shipped], chosen: "mine")
    #expect(shelf.current.name == "mine")
    #expect(shelf.reloadIfChanged() == nil)
    #expect(TextFile.replace(file, with: night + "\nnonsense = 1\n"))
    #expect(shelf.reloadIfChanged() == nil)
    #expect(shelf.takeNotices().count == 1)
    #expect(shelf.reloadIfChanged() == nil && shelf.takeNotices().isEmpty)
    #expect(shelf.current.name == "mine")
    #expect(TextFile.replace(file, with: night + "\n"))
    #expect(shelf.reloadIfChanged()?.name == "mine")
  }
}
