# Prints what it was told, and does nothing else
import os
import sys

print('arguments:', *sys.argv[1:])
for name in ['HOST', 'PORT', 'SEED', 'TASK']:
    print(name.lower() + ':', os.environ['SOCKLAB_' + name])
print('folder:', os.path.basename(os.getcwd()))
