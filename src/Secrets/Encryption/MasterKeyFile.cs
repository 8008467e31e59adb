using System.Security.Cryptography;
using Slipway.Api.Files;

namespace Slipway.Secrets.Encryption;

/// <summary>The master key in a file of its own that only its owner reads: the default of a server without the option.</summary>
internal static class MasterKeyFile
{
    public const string Name = "master.key";

    /// <summary>Reads the key of the folder, or makes one (mode 0600). Two servers that start at once agree on one key.</summary>
    /// <exception cref="SecretsConfigurationException">The file is there but holds no key, or others may read it.</exception>
    public static MasterKey ReadOrCreate(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            Create(path);
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new SecretsConfigurationException($"{path} may be read by others than its owner. Do: chmod 600 {path}");
        }
        return MasterKey.TryParse(File.ReadAllText(path)) ?? throw new SecretsConfigurationException(
            $"{path} holds no master key (32 bytes as base64). Restore it from your backup; without it the team secrets cannot be read.");
    }

    /// <summary>Writes a whole file aside and links it into place, so that nobody ever reads half a key.</summary>
    private static void Create(string path)
    {
        var aside = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        using (var file = new FileStream(aside, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(MasterKey.Generate().ToBase64() + "\n"));
            file.Flush(flushToDisk: true);
        }

        // When another server was first, its key counts.
        FileName.TryTake(aside, path);
    }
}
