using Slipway.Access.Quotas;
using Microsoft.Extensions.DependencyInjection;
using Slipway.Registry.Collections;
using Slipway.Registry.Files;
using Slipway.Registry.Memberships;
using Slipway.Registry.Uploads;
using Slipway.Storage;
using Slipway.Storage.Blobs;

namespace Slipway.Registry.Artifacts;

/// <summary>Adds the operations on artifacts, their files and uploads, and the cleaners.</summary>
internal static class ArtifactRegistration
{
    public static void Add(IServiceCollection services)
    {
        StorageTypes.RegisterId<VersionFileId>();
        services.AddSingleton(new BlobOwner("registry", BlobSql.Known));
        services.AddSingleton<UploadTickets>();
        services.AddSingleton<BlobDurability>();
        services.AddSingleton(p => new UploadOperations(
            p.GetRequiredService<Database>(), p.GetRequiredService<IBlobStore>(), p.GetRequiredService<UploadTickets>()));
        services.AddSingleton<IStorageUse, RegistryStorage>();
        services.AddSingleton(p => new PublishOperations(
            p.GetRequiredService<Database>(), p.GetRequiredService<CollectionOperations>(),
            p.GetRequiredService<MembershipOperations>(), p.GetRequiredService<UploadTickets>(), p.GetRequiredService<TeamStorage>()));
        services.AddSingleton(p => new CommitOperations(
            p.GetRequiredService<Database>(), p.GetRequiredService<MembershipOperations>(), p.GetRequiredService<BlobDurability>()));
        services.AddSingleton(p => new InlinePublication(
            p.GetRequiredService<PublishOperations>(), p.GetRequiredService<UploadOperations>(), p.GetRequiredService<CommitOperations>()));
        services.AddSingleton<ArtifactOperations>();
        services.AddSingleton<VersionOperations>();
        services.AddSingleton(p => new ArtifactDeletion(
            p.GetRequiredService<Database>(), p.GetRequiredService<CollectionOperations>(), p.GetRequiredService<VersionOperations>()));
        services.AddSingleton<FileOperations>();
        services.AddSingleton<ResolveOperations>();
        services.AddWorker<UploadCleaner>();
        services.AddWorker<BlobCleaner>();
    }
}
