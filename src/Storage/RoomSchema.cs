using System.Reflection;
using DbUp.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Slipway.Storage;

/// <summary>The numbered SQL files of one room, embedded in its assembly under <c>Schema/</c>.</summary>
public sealed record RoomSchema(string Room, Assembly Assembly)
{
    /// <summary>
    /// The scripts for one engine, named <c>room/0001_name</c> in the journal. <c>x.sqlite.sql</c> and
    /// <c>x.postgres.sql</c> are for that engine alone; <c>x.sql</c> is for both.
    /// </summary>
    public IEnumerable<SqlScript> Scripts(string engine)
    {
        const string folder = ".Schema.";
        foreach (var resource in Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            var at = resource.IndexOf(folder, StringComparison.Ordinal);
            if (at < 0 || !resource.EndsWith(".sql", StringComparison.Ordinal))
            {
                continue;
            }
            var parts = resource[(at + folder.Length)..^".sql".Length].Split('.');
            if (parts.Length == 2 && parts[1] != engine)
            {
                continue;
            }
            using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!);
            yield return new SqlScript($"{Room}/{parts[0]}", reader.ReadToEnd());
        }
    }
}

public static class RoomSchemaRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds the room's tables; rooms migrate in the order in which they are added.</summary>
        public IServiceCollection AddRoomSchema(string room, Assembly assembly) =>
            services.AddSingleton(new RoomSchema(room, assembly));
    }
}
