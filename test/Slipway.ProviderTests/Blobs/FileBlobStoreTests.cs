using Slipway.Storage.Blobs;
using Xunit;

namespace Slipway.ProviderTests.Blobs;

public sealed class FileBlobStoreTests : BlobStoreConformance, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("slipway-blobs-").FullName;

    protected override IBlobStore Open() => new FileBlobStore(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Folders_are_for_the_owner_alone()
    {
        Open();
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are a Unix matter");
            return;
        }
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.Combine(_folder, "blobs")));
    }
}
