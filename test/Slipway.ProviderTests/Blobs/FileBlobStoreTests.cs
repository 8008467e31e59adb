using Slipway.Storage.Blobs;
using Slipway.Testing;
using Xunit;

namespace Slipway.ProviderTests.Blobs;

public sealed class FileBlobStoreTests : BlobStoreConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IBlobStore Open() => new FileBlobStore(_folder.Path);

    public void Dispose() => _folder.Dispose();

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
            File.GetUnixFileMode(_folder["blobs"]));
    }
}
