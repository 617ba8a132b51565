# The SDK of global.json, exactly: the lock file names a package (blazor.web.js) whose version comes with the SDK.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401 AS build
WORKDIR /source

# Packages first: this layer changes only when a project or lock file does.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/CollabLLM.Core/*.csproj src/CollabLLM.Core/packages.lock.json src/CollabLLM.Core/
COPY src/CollabLLM.Gguf/*.csproj src/CollabLLM.Gguf/packages.lock.json src/CollabLLM.Gguf/
COPY src/CollabLLM.Models/*.csproj src/CollabLLM.Models/packages.lock.json src/CollabLLM.Models/
COPY src/CollabLLM.Data/*.csproj src/CollabLLM.Data/packages.lock.json src/CollabLLM.Data/
COPY src/CollabLLM.Web/*.csproj src/CollabLLM.Web/*.targets src/CollabLLM.Web/packages.lock.json src/CollabLLM.Web/
RUN dotnet restore src/CollabLLM.Web --locked-mode

COPY src src
COPY wwwroot wwwroot
COPY models models
COPY appsettings.json ./
RUN dotnet publish src/CollabLLM.Web -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
# The content root is read-only for the program; what it writes goes to /data.
RUN mkdir /data && chown $APP_UID /data
USER $APP_UID
VOLUME ["/data", "/models"]
ENV ASPNETCORE_URLS=http://+:8080 \
    Data__Folder=/data
EXPOSE 8080
ENTRYPOINT ["dotnet", "CollabLLM.Web.dll"]
